package patchworks

// Colour is the platform's colour that is nearest to "#rrggbb".
var Colour = colour
