package bot

import (
	"errors"
	"fmt"
	"net/http"

	"assent/policies"
)

// ProblemKind tells callers what they can do about a [Problem].
type ProblemKind string

// The kinds of problems.
const (
	Invalid   ProblemKind = "invalid"   // the request makes no sense: correct it
	Conflict  ProblemKind = "conflict"  // it changed meanwhile, or is done already: look again
	Forbidden ProblemKind = "forbidden" // somebody else has to do it
	NotFound  ProblemKind = "not_found" // it does not exist, or no longer
	Held      ProblemKind = "held"      // under a legal hold: lift that first
	Busy      ProblemKind = "busy"      // too much at once: try again in a moment
	Internal  ProblemKind = ""          // not a Problem: callers can do nothing about it
)

// Problem is an error that callers can do something about. Its text is for them,
// names nobody and contains no secret.
type Problem struct {
	Kind ProblemKind
	Text string
}

// Error returns the text.
func (p *Problem) Error() string { return p.Text }

// NewProblem returns a problem with a text formatted as by fmt.Sprintf.
func NewProblem(kind ProblemKind, format string, args ...any) error {
	return &Problem{kind, fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of the problem that err is or wraps, and Internal for
// every other error. It knows the library's errors too, which are not Problems.
func KindOf(err error) ProblemKind {
	var p *Problem
	switch {
	case errors.As(err, &p):
		return p.Kind
	case errors.Is(err, policies.ErrNoEdition):
		return NotFound
	case errors.Is(err, policies.ErrDraftChanged):
		return Conflict
	case errors.Is(err, policies.ErrNoDraft), errors.Is(err, policies.ErrFormat):
		return Invalid
	}
	return Internal
}

// Status is the HTTP status that answers a problem of this kind.
func (k ProblemKind) Status() int {
	switch k {
	case Invalid:
		return http.StatusUnprocessableEntity
	case Conflict, Held:
		return http.StatusConflict
	case Forbidden:
		return http.StatusForbidden
	case NotFound:
		return http.StatusNotFound
	case Busy:
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}
