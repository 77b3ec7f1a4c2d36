//go:build race

package main

// underRace tells that the race detector takes several times the memory.
const underRace = true
