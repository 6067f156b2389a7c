package console

import (
	"context"
	"io"
	"iter"
	"time"

	"assent/bot"
	"assent/bot/ledger"
	"assent/policies"
)

// core is what the console needs from the bot; everything else goes through the
// office.
type core interface {
	Act(ctx context.Context, a bot.Act) (told string, err error)
	AgentName(ctx context.Context, id bot.PersonID) (string, error)
	CardOf(ctx context.Context, p bot.Person) (bot.Card, error)
	CaseBy(ctx context.Context, app, reference string) (bot.Case, error)
	Cases(ctx context.Context, q bot.CaseQuery) iter.Seq2[bot.Case, error]
	CertificateFor(
		ctx context.Context, app, reference string,
	) (signed bot.Certificate, says bot.ErasureCertificate, err error)
	ChangeSettings(ctx context.Context, who bot.Operator, s bot.Settings, o bot.Order) error
	Channels() (list []string)
	ConsentReceipt(ctx context.Context, p bot.Person) ([]byte, error)
	DecideRequest(ctx context.Context, reference string, v bot.Verdict, o bot.Order) error
	Find(ctx context.Context, u bot.UserID) (bot.Person, error)
	HandoffCounts(ctx context.Context, app string) (waiting, held int, err error)
	Handoffs(ctx context.Context, app string, state bot.HandoffState, n int) (list []bot.Person, err error)
	Latest(ctx context.Context, id bot.PersonID, n int) (lines []bot.Line, err error)
	Ledger() ledger.Log
	Library() policies.Library
	LiftLegalHold(ctx context.Context, id bot.PersonID, reference string, o bot.Order) error
	Notes(ctx context.Context, id bot.PersonID) (list []bot.Note, err error)
	OptInMode(ctx context.Context, app, channel string) (bot.OptInMode, error)
	OrderAccountLink(ctx context.Context, app string, one, other bot.PersonID, o bot.Order) error
	OrderErasure(ctx context.Context, id bot.PersonID, o bot.Order) (reference string, err error)
	OrderMessage(ctx context.Context, id bot.PersonID, event string, o bot.Order) (reference string, err error)
	PersonBy(ctx context.Context, app string, id bot.PersonID) (bot.Person, error)
	PlaceLegalHold(ctx context.Context, id bot.PersonID, o bot.Order, until time.Time, events []string) (string, error)
	RecordAccess(ctx context.Context, id bot.PersonID, role bot.Role, purpose string) error
	RequestBy(ctx context.Context, app, reference string) (bot.OpenRequest, error)
	Retention(ctx context.Context, app string) (bot.RetentionConfig, error)
	Settings(ctx context.Context, app string) (bot.Settings, error)
	UnaskedChannels(ctx context.Context, app string) (list []bot.UnaskedChannel, err error)
	UrgentRequests(ctx context.Context, app string, n int) (list []bot.OpenRequest, people int, err error)
	Wake()
	WriteExport(ctx context.Context, p bot.Person, w io.Writer) error
}
