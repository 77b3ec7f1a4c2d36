// Package flexport holds the inputs of Flexport's connector, and the tests that
// hold what is made of them against the API's recorded answers.
package flexport

//go:generate go run github.com/connectorgen/connectorgen/cmd/connectorgen generate connector.yaml
