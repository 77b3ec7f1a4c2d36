package generator

// Version is the version of the generator. It is written into generated files,
// so it changes only with a release and never with the build.
const Version = "0.1.0"
