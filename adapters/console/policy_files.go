package console

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"assent/policies"
)

// sendArchive sends an edition's files as a zip.
func (v *visit) sendArchive(e *policies.Edition, name string) error {
	var b bytes.Buffer
	if err := policies.WriteArchive(&b, e); err != nil {
		return err
	}
	return v.send("application/zip", "policy-"+name+".zip", b.Bytes())
}

// downloadEdition sends an edition as files, which a team can store elsewhere.
func downloadEdition(v *visit) error {
	e, err := v.edition()
	if err != nil {
		return err
	}
	return v.sendArchive(e, e.Label())
}

func downloadDraft(v *visit) error {
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	return v.sendArchive(d.Edition, "draft")
}

// importDraft replaces the draft's texts with those of files.
func importDraft(v *visit) error {
	if err := v.r.ParseMultipartForm(maxForm); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return err
		}
		return badRequest("Choose a zip with the files of an edition.")
	}
	rev, err := v.draftRev()
	if err != nil {
		return err
	}
	file, _, err := v.r.FormFile("files")
	if err != nil {
		return badRequest("Choose a zip with the files of an edition.")
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	e, err := policies.ReadArchive(data)
	if err != nil {
		return err
	}
	current, err := v.bot.Library().Current(v.ctx, v.app)
	if err != nil {
		return err
	}
	e.App = v.app
	if e.Controller == (policies.Controller{}) {
		e.Controller = current.Controller
	}
	if err := v.recordAct("policy: take the draft from files"); err != nil {
		return err
	}
	if _, err = v.bot.Library().SaveDraft(v.ctx, policies.Draft{App: v.app, Rev: rev, Edition: e}); err != nil {
		return changedMeanwhile(err)
	}
	return v.to("draft")
}
