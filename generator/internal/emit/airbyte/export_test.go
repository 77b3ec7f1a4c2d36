package airbyte

// Literal is text that Airbyte takes for itself and nothing else.
var Literal = literal
