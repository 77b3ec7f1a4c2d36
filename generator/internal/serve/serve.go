// Package serve shows pages to the people at this machine, and to nobody else: it
// listens on loopback alone, answers only requests that were made to a loopback
// name, so that no website can read it through a name of its own, and only GET and
// HEAD. It knows nothing of what the pages are about.
package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// An AddressError says why an address cannot be listened on. It is for the user to settle.
type AddressError string

func (e AddressError) Error() string { return string(e) }

func refuse(format string, args ...any) error { return AddressError(fmt.Sprintf(format, args...)) }

// Listen listens on addr, HOST:PORT. The host is localhost or a loopback address,
// and port 0 is any that is free. Its error is an [AddressError].
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	switch {
	case err != nil:
		return nil, refuse("%q is no address: use HOST:PORT, such as 127.0.0.1:0", addr)
	case !isLoopback(host):
		return nil, refuse("%q is not an address of this machine alone: use 127.0.0.1:PORT", addr)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	if err == nil {
		return l, nil
	}
	var sys *net.OpError
	if errors.As(err, &sys) {
		err = sys.Err
	}
	return nil, refuse("%s cannot be listened on: %v; use another port, or 0 for any that is free", addr, err)
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Times that a client may take, and that answers have to end once it is over.
const (
	headerTime   = 10 * time.Second
	shutdownTime = 2 * time.Second
)

// Serve answers with h until ctx ends, which ends the requests too. It closes l.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{
		Handler:           guard(h),
		ReadHeaderTimeout: headerTime,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan error, 1)
	go func() {
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		if err := s.Shutdown(last); err != nil {
			err = s.Close()
			ended <- err
			return
		}
		ended <- nil
	}()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}

// guard refuses requests that no page of ours makes, and tells browsers to be strict.
func guard(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		} else if len(host) > 2 && host[0] == '[' {
			host = host[1 : len(host)-1]
		}
		head := w.Header()
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Content-Security-Policy", "frame-ancestors 'none'") // the rest is in each page
		head.Set("Cache-Control", "no-store")
		switch {
		case !isLoopback(host):
			http.Error(w, "this is for the machine that it runs on: use 127.0.0.1", http.StatusMisdirectedRequest)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			head.Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD are answered", http.StatusMethodNotAllowed)
		default:
			h.ServeHTTP(w, r)
		}
	})
}
