package serve

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// eventsPath is where a page hears of the next one.
const eventsPath = "/events"

// A Live is one page that is drawn again and again. Whoever has it open sees the
// newest one.
type Live struct {
	mu      sync.Mutex
	page    []byte
	version string
	changed chan struct{} // closed when the page is replaced
}

// NewLive returns a Live that has no page yet.
func NewLive() *Live { return &Live{changed: make(chan struct{})} }

// Version names what a page is made from.
func Version(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Script is what a page of this version has to run to be replaced.
func Script(version string) string {
	return fmt.Sprintf(`
const shown = %q;
new EventSource(%q).onmessage = (e) => { if (e.data !== shown) location.reload(); };
`, version, eventsPath)
}

// Show replaces the page. A version that is shown already changes nothing.
func (l *Live) Show(page []byte, version string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if version == l.version {
		return
	}
	l.page, l.version = page, version
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *Live) now() (page []byte, version string, changed <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.page, l.version, l.changed
}

// ServeHTTP answers with the page, and with the versions as they come.
func (l *Live) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/":
		page, _, _ := l.now()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page) // whoever is gone needs no page
	case eventsPath:
		l.events(w, r)
	default:
		http.NotFound(w, r)
	}
}

// heartbeat is how often something is sent when there is nothing to say, so that
// whoever is gone is noticed.
const heartbeat = 20 * time.Second

func (l *Live) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		_, version, changed := l.now()
		if _, err := io.WriteString(w, "data: "+version+"\n\n"); err != nil || r.Method == http.MethodHead || out.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-beat.C:
		case <-r.Context().Done():
			return
		}
	}
}
