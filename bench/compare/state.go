package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/bench/internal/input"
)

// A state is all that was measured, in this run and those before it.
type state struct {
	file string // "" if it is not kept

	Machine   machine
	Documents map[string]int64              // name to size in bytes
	Tools     map[string]map[string]figures // tool and version, then document
}

// A machine is where something was measured: figures of two cannot be compared.
type machine struct {
	System string
	CPU    string
	Cores  int
	Memory int64 // in bytes; 0 if not known
	Go     string
}

// figures are what was measured of one tool on one document.
type figures struct {
	Generates, Compiles, Vets bool
	Reason                    string  `json:",omitempty"` // why one of them is false
	Runs                      int     // of which the figures are the medians
	Seconds                   float64 // of generation; of the failed run if it fails
	CPU                       float64 // seconds of generation that were computed, on all cores
	Again                     float64 `json:",omitempty"` // seconds of a second generation, of ours
	Peak                      int64   // bytes that generation held
	Lines                     int     `json:",omitempty"` // of Go
	Build                     float64 `json:",omitempty"` // seconds
	BuildCPU                  float64 `json:",omitempty"` // seconds that were computed, on all cores
}

// openState reads what file keeps, if there is one. A file of another machine is an error.
func openState(file string) (*state, error) {
	s := &state{file: file, Machine: here(), Documents: map[string]int64{}, Tools: map[string]map[string]figures{}}
	if file == "" {
		return s, nil
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if now := here(); s.Machine != now {
		return nil, fmt.Errorf("%s is of another machine (%+v, here %+v): use another file", file, s.Machine, now)
	}
	return s, nil
}

// keep adds figures in place of older ones and writes the file.
func (s *state) keep(t tool, d input.Document, f figures) error {
	if size, ok := s.Documents[d.Name]; ok && size != d.Size {
		for _, kept := range s.Tools {
			delete(kept, d.Name) // of another document by this name
		}
	}
	s.Documents[d.Name] = d.Size
	if s.Tools[t.key()] == nil {
		s.Tools[t.key()] = map[string]figures{}
	}
	s.Tools[t.key()][d.Name] = f
	if s.file == "" {
		return nil
	}
	data, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(s.file, append(data, '\n'), 0o644)
}

// of returns what was measured of t on a document.
func (s *state) of(t tool, document string) (figures, bool) {
	f, ok := s.Tools[t.key()][document]
	return f, ok
}

func (t tool) key() string { return strings.TrimSpace(t.name + " " + t.version) }

// here describes this machine.
func here() machine {
	m := machine{System: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU(), Go: runtime.Version()}
	if data, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		m.CPU = field(data, "model name")
	}
	if data, err := os.ReadFile("/proc/meminfo"); err == nil {
		kb, _, _ := strings.Cut(field(data, "MemTotal"), " ")
		if n, err := strconv.ParseInt(kb, 10, 64); err == nil {
			m.Memory = n * 1024
		}
	}
	return m
}

// field finds the first "key : value" in the text of a file under /proc.
func field(data []byte, key string) string {
	for line := range bytes.Lines(data) {
		name, value, ok := strings.Cut(string(line), ":")
		if ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
