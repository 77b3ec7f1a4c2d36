package output

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// CheckPaths reports the first path that [Write] would refuse in any folder.
func CheckPaths(files []File) error { return checkPaths(files) }

// checkPaths reports the first path that could not be written on every system:
// one that leaves the folder, that Windows reserves, or that another path takes
// where case does not count. Such a path is a bug of whoever chose it.
func checkPaths(files []File) error {
	taken := map[string]string{LockFile: LockFile} // each path and folder by its folded form
	sorted := slices.SortedFunc(slices.Values(files), func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	for _, f := range sorted {
		if err := checkPath(f.Path); err != nil {
			return err
		}
		folded := strings.ToLower(f.Path)
		switch other, ok := taken[folded]; {
		case ok && other == f.Path:
			return fmt.Errorf("two files want the output path %q", f.Path)
		case ok:
			return fmt.Errorf("output paths %q and %q differ only in case", strings.TrimSuffix(other, "/"), f.Path)
		}
		taken[folded] = f.Path
		if err := takeFolders(taken, f.Path); err != nil {
			return err
		}
	}
	return nil
}

// takeFolders enters every folder above name, marked by a slash at its end.
func takeFolders(taken map[string]string, name string) error {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		switch other, ok := taken[strings.ToLower(dir)]; {
		case !ok:
			taken[strings.ToLower(dir)] = dir + "/"
		case other == dir:
			return fmt.Errorf("output path %q is both a file and a folder", dir)
		case other != dir+"/":
			return fmt.Errorf("output paths %q and %q differ only in case", strings.TrimSuffix(other, "/"), dir)
		}
	}
	return nil
}

// checkPath reports what keeps one path from being written.
func checkPath(name string) error {
	if name == "" || name == "." || path.Clean(name) != name || !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("output path %q is not a clean path inside the output folder", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.ContainsFunc(part, notInNames) {
			return fmt.Errorf("output path %q has a character that file names cannot have on every system", name)
		}
		if reserved(part) || strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") {
			return fmt.Errorf("output path %q has a part that Windows reserves: %q", name, part)
		}
	}
	return nil
}

func notInNames(r rune) bool { return r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"\|?*`, r) }

// reserved reports whether Windows takes the name for a device, whatever its ending.
func reserved(part string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(part), ".")
	base = strings.TrimRight(base, " ")
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	if len(base) < 4 || base[:3] != "COM" && base[:3] != "LPT" {
		return false
	}
	switch base[3:] {
	case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³":
		return true
	}
	return false
}
