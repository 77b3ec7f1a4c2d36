module github.com/connectorgen/connectorgen/bench/peers/oapi-codegen-dd

go 1.25.3

tool github.com/doordash-oss/oapi-codegen-dd/v3/cmd/oapi-codegen

require (
	github.com/doordash-oss/oapi-codegen-dd/v3 v3.66.2
	github.com/go-playground/validator/v10 v10.28.0
)

require (
	github.com/bahlo/generic-list-go v0.2.0 // indirect
	github.com/buger/jsonparser v1.1.1 // indirect
	github.com/gabriel-vasile/mimetype v1.4.11 // indirect
	github.com/go-playground/locales v0.14.1 // indirect
	github.com/go-playground/universal-translator v0.18.1 // indirect
	github.com/iancoleman/strcase v0.3.0 // indirect
	github.com/leodido/go-urn v1.4.0 // indirect
	github.com/pb33f/jsonpath v0.7.0 // indirect
	github.com/pb33f/libopenapi v0.31.2 // indirect
	github.com/pb33f/ordered-map/v2 v2.3.0 // indirect
	go.yaml.in/yaml/v4 v4.0.0-rc.3 // indirect
	golang.org/x/crypto v0.45.0 // indirect
	golang.org/x/mod v0.30.0 // indirect
	golang.org/x/sync v0.19.0 // indirect
	golang.org/x/sys v0.38.0 // indirect
	golang.org/x/text v0.31.0 // indirect
	golang.org/x/tools v0.39.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)
