package source

import "strings"

var unescaper = strings.NewReplacer("~1", "/", "~0", "~")

// Unescape is the name that one token of a JSON pointer stands for.
func Unescape(token string) string { return unescaper.Replace(token) }

// Names takes a JSON pointer apart: "/paths/~1users/get" is paths, /users, get.
// The empty pointer, the whole document, has none.
func Names(pointer string) []string {
	if pointer == "" {
		return nil
	}
	names := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, token := range names {
		names[i] = Unescape(token)
	}
	return names
}
