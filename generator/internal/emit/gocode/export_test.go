package gocode

// Needs are the files of the runtime that a package can do without, together as
// they are left out together.
func Needs() [][]string {
	var list [][]string
	for _, n := range needs {
		list = append(list, n.files)
	}
	return list
}
