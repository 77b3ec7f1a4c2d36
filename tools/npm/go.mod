// A module of its own, so that Go code in node_modules is no part of the other one.
module github.com/connectorgen/connectorgen/tools/npm

go 1.25.0
