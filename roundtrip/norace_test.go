//go:build !race

package roundtrip_test

const raceEnabled = false
