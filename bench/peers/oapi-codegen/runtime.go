// Package runtime pins what code that oapi-codegen has made imports, so that
// `go mod tidy` keeps it.
package runtime

import (
	_ "github.com/oapi-codegen/nullable"
	_ "github.com/oapi-codegen/runtime"
	_ "github.com/oapi-codegen/runtime/types"
)
