package console

import (
	"errors"
	"net/http"

	"assent/bot"
	"assent/policies"
)

// wrong is an error that who made it can mend: it is shown on a page.
type wrong struct {
	status int
	text   string
}

func (w wrong) Error() string { return w.text }

func badRequest(text string) error { return wrong{http.StatusBadRequest, text} }

// failed answers an error.
func (v *visit) failed(err error) {
	var w wrong
	var unfit bot.Unfit
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &w):
		v.problem(w.status, w.text, "")
	case errors.As(err, &large):
		v.problem(http.StatusRequestEntityTooLarge, "That is too long.", "")
	case errors.As(err, &unfit):
		v.problem(http.StatusUnprocessableEntity, "The texts cannot be published yet.", unfit.Error())
	case errors.Is(err, bot.ErrNotFound), errors.Is(err, policies.ErrNoEdition):
		v.problem(http.StatusNotFound, "There is nothing here.", "It was deleted, or never was.")
	case errors.Is(err, bot.ErrVerdict), errors.Is(err, bot.ErrUnnamed), errors.Is(err, bot.ErrHeld), errors.Is(err, bot.ErrSameEdition), errors.Is(err, bot.ErrFirstEdition),
		errors.Is(err, bot.ErrKind), errors.Is(err, bot.ErrLastOne), errors.Is(err, bot.ErrRoles), errors.Is(err, policies.ErrNoDraft),
		errors.Is(err, bot.ErrComment), errors.Is(err, bot.ErrLinked), errors.Is(err, policies.ErrFormat), errors.Is(err, bot.ErrReport), errors.Is(err, bot.ErrReports), errors.Is(err, bot.ErrGate), errors.Is(err, bot.ErrAnswers), errors.Is(err, bot.ErrRetention):
		v.problem(http.StatusUnprocessableEntity, "That cannot be done.", err.Error())
	default:
		v.log.Error("a page of the console failed", "path", v.r.Pattern, "error", err)
		v.problem(http.StatusInternalServerError, "That did not work.", "Nothing is promised: look again before you repeat it. The log says why.")
	}
}

func (v *visit) problem(status int, title, text string) {
	v.show(status, "problem", title, map[string]string{"Title": title, "Text": text})
}
