package bot

// DataMapEntry is a place where data is stored, and what happens to the data of a
// person there.
type DataMapEntry struct {
	Store  string   // its name on a certificate; empty: it holds no data about people
	Tables []string // tables of the data; "keys." marks those of the keys, a final slash a folder
	Why    string   // what is stored there

	Exported  string // how an export contains it, or why not
	Corrected string // how a correction reaches it, or why not
	Retained  string // when it is deleted without a request
	Erased    string // how an erasure ends it
}

// DataMap lists every place where Assent stores something: each table and each
// folder. Whoever adds one adds it here first and states what export, correction,
// retention and erasure do with it; a test compares the list with the databases.
// People read the names and Erased on certificates.
func DataMap() []DataMapEntry {
	return []DataMapEntry{
		{
			Store: "keys", Tables: []string{"keys.keys"},
			Why:      "the key that opens everything else about the person",
			Exported: "no: only what it opens", Corrected: "nothing to correct", Retained: "as long as the person",
			Erased: "overwritten where it lay",
		},
		{
			Store: "records", Tables: []string{"people", "events"},
			Why:       "the person, and every fact about them, sealed",
			Exported:  "data.json, messages.csv, index.html",
			Corrected: "in place: Change.Rewrite and Change.Person",
			Retained:  "retention.messages and retention.recordings by channel, retention.inactive",
			Erased:    "unreadable since the key was destroyed, then deleted",
		},
		{
			Store: "addresses", Tables: []string{"addresses"},
			Why:       "keyed hashes of the accounts, to find the person by",
			Exported:  "the accounts themselves: person.users in data.json",
			Corrected: "with the person", Retained: "as long as the person", Erased: "deleted",
		},
		{
			Store: "queue", Tables: []string{"queue"},
			Why:       "replies, timers and jobs that are not done yet, sealed",
			Exported:  "replies are recorded as events when they are queued",
			Corrected: "what was said is recorded as events",
			Retained:  "until done, or given up",
			Erased: "unreadable since the key was destroyed, then deleted; the answer to the erasure and " +
				"the deleting at platforms have keys of their own, destroyed when they are done",
		},
		{
			Store: "files", Tables: []string{"files", "links", "blobs", "blobs/"},
			Why:       "attachments, exports and receipts, sealed, and hashes of the one-time links to them",
			Exported:  "files/; exports and receipts are not exported again",
			Corrected: "deleted, one or all",
			Retained:  "retention.files; exports, receipts and the team's reports after rights.link_ttl",
			Erased:    "unreadable since the key was destroyed, then deleted",
		},
		{
			Store: "suppression list", Tables: []string{"suppressed"},
			Why:       "keyed hashes of accounts that sent STOP to a phone carrier",
			Exported:  "as the events that put them there",
			Corrected: "taken off by START", Retained: "until taken off",
			Erased: "stays, so that nothing is sent again: the certificate says so",
		},
		{
			Store: "erasure record", Tables: []string{"keys.erasures", "noise"},
			Why:      "random ids of people who are erased",
			Exported: "the person is gone", Corrected: "nothing to correct",
			Retained: "for ever: it is used to erase them again from a restored backup",
			Erased:   "begins with it",
		},
		{
			Store: "redeliveries", Tables: []string{"handled"},
			Why:      "keyed hashes of platforms' message ids, which name nobody",
			Exported: "no: nothing shows whose they are", Corrected: "nothing to correct", Retained: "14 days",
			Erased: "gone 14 days after the message",
		},
		{
			Store:     "ledger and certificates",
			Tables:    []string{"ledger", "ledger_hashes", "ledger_head", "certificates"},
			Why:       "salted commitments, and certificates without a name",
			Exported:  "the salts, with the facts they belong to",
			Corrected: "no: it proves what was", Retained: "for ever",
			Erased: "the salts are destroyed with the records: whose a line was cannot be told any more",
		},
		{
			Store: "case log", Tables: []string{"cases"},
			Why:      "requests with their kind, state and times, without any data about who made them",
			Exported: "the requests, as events", Corrected: "nothing to correct", Retained: "for ever",
			Erased: "stays: nothing in it leads to the person",
		},
		{
			Store: "counters", Tables: []string{"tallies"},
			Why:      "how often each step of the opt-in was taken, by day, channel, language and edition",
			Exported: "no: nothing shows whose they are", Corrected: "nothing to correct", Retained: "for ever",
			Erased: "stays: nothing in it leads to the person",
		},
		{
			Tables: []string{
				"editions", "drafts", "settings", "meta", "keys.meta", "processes",
				"goose_db_version", "keys.goose_db_version",
			},
			Why: "the bot's texts, what admins set, and the store's own bookkeeping",
		},
	}
}
