package goplan

// maxInFile is how many types stand in one file before they are split by their
// first letter, so that no file gets larger than people and tools like.
const maxInFile = 250

// modelFiles splits types, which are sorted by name, into files.
func modelFiles(types []Type) []ModelFile {
	if len(types) <= maxInFile {
		return []ModelFile{{Path: "models.gen.go", Types: types}}
	}
	var files []ModelFile
	for start := 0; start < len(types); {
		letter := fileLetter(types[start].Name)
		end := start
		for end < len(types) && fileLetter(types[end].Name) == letter {
			end++
		}
		files = append(files, ModelFile{Path: "models_" + letter + ".gen.go", Types: types[start:end]})
		start = end
	}
	return files
}

// fileLetter is the first letter of a name, z for all that are not of the alphabet:
// those are sorted behind it.
func fileLetter(name string) string {
	if c := name[0]; c >= 'A' && c <= 'Z' {
		return string(c + 'a' - 'A')
	}
	return "z"
}
