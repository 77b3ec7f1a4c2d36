// Package runtime pins what code that oapi-codegen-dd has made imports, so that
// `go mod tidy` keeps it.
package runtime

import (
	_ "github.com/doordash-oss/oapi-codegen-dd/v3/pkg/runtime"
	_ "github.com/go-playground/validator/v10"
)
