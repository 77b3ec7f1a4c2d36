package naming

import "strings"

// Plural is the plural of an English word.
func Plural(word string) string {
	lower := strings.ToLower(word)
	switch {
	case word == "" || isPlural(lower):
		return word
	case strings.HasSuffix(lower, "y") && len(word) > 1 && !strings.ContainsRune("aeiou", rune(lower[len(lower)-2])):
		return word[:len(word)-1] + "ies"
	case strings.HasSuffix(lower, "s"), strings.HasSuffix(lower, "x"), strings.HasSuffix(lower, "ch"), strings.HasSuffix(lower, "sh"):
		return word + "es"
	default:
		return word + "s"
	}
}

// Singular is the singular of an English word.
func Singular(word string) string {
	lower := strings.ToLower(word)
	switch {
	case !isPlural(lower) || uncountable[lower]:
		return word
	case strings.HasSuffix(lower, "ies") && len(word) > 4:
		return word[:len(word)-3] + "y"
	case strings.HasSuffix(lower, "sses"), strings.HasSuffix(lower, "xes"), strings.HasSuffix(lower, "ches"), strings.HasSuffix(lower, "shes"), strings.HasSuffix(lower, "uses"):
		return word[:len(word)-2]
	default:
		return word[:len(word)-1]
	}
}

// isPlural is right for the nouns that APIs are made of, not for all of English.
func isPlural(lower string) bool {
	if uncountable[lower] {
		return true
	}
	return strings.HasSuffix(lower, "s") && len(lower) > 2 &&
		!strings.HasSuffix(lower, "ss") && !strings.HasSuffix(lower, "us") && !strings.HasSuffix(lower, "is")
}

var uncountable = map[string]bool{
	"data": true, "metadata": true, "news": true, "series": true, "analytics": true, "settings": true, "media": true,
	"people": true, "children": true, "info": true, "status": true, "search": true, "dns": true, "sms": true, "aws": true, "auth": true,
}
