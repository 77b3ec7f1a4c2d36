package output

// WriteRenaming is Write with another rename, for tests of failing disks.
var WriteRenaming = write
