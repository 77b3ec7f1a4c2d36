//go:build (linux || darwin) && (amd64 || arm64)

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakMemory is what a process took at most, in bytes; 0 if it is not known.
func peakMemory(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "linux":
		return usage.Maxrss << 10
	case runtime.GOOS == "darwin":
		return usage.Maxrss
	default:
		return 0
	}
}
