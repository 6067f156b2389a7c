package console

import (
	"errors"
	"net/http"

	"assent/bot"
	"assent/bot/office"
)

// pageError is an error that the visitor can do something about: a page shows it.
type pageError struct {
	status int
	text   string
}

func (e pageError) Error() string { return e.text }

func badRequest(text string) error { return pageError{http.StatusBadRequest, text} }

// explain returns what a page shows for an error. Unexpected errors are internal
// ones.
func explain(err error) (status int, title, text string) {
	var shown pageError
	var unfit office.Unfit
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &shown):
		return shown.status, shown.text, ""
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, "That is too long.", ""
	case errors.As(err, &unfit):
		return http.StatusUnprocessableEntity, "The texts cannot be published yet.", unfit.Error()
	}
	switch kind := bot.KindOf(err); kind {
	case bot.Internal:
	case bot.NotFound:
		return kind.Status(), "There is nothing here.", "It was deleted, or never was."
	default:
		return kind.Status(), "That cannot be done.", err.Error()
	}
	return http.StatusInternalServerError, "That did not work.",
		"We cannot tell whether this was saved. Check before trying again. The log says why."
}

// failed answers the request with an error.
func (v *visit) failed(err error) {
	status, title, text := explain(err)
	if status == http.StatusInternalServerError {
		v.log.Error("a page of the console failed", "path", v.r.Pattern, "error", err)
	}
	v.problem(status, title, text)
}

func (v *visit) problem(status int, title, text string) {
	v.show(status, "problem", title, map[string]string{"Title": title, "Text": text})
}
