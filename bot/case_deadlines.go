package bot

import "time"

// Regime is the law whose deadlines apply to requests.
type Regime string

// The regimes.
const (
	// RegimeGDPR: one calendar month from receipt, extendable by two if the person
	// is told why within the first (Art. 12(3)); counted as in Article 3 of
	// Regulation (EEC, Euratom) No 1182/71.
	RegimeGDPR Regime = "gdpr"
	// RegimeCCPA: confirmed within 10 business days, answered within 45
	// calendar days from receipt, 45 more with notice (11 CCR § 7021).
	RegimeCCPA Regime = "ccpa"
)

// Deadlines are the due dates of a request: the moments from which it is late.
type Deadlines struct {
	Confirm  time.Time // to confirm receipt
	Answer   time.Time
	Extended time.Time // to answer after an extension
}

// Deadlines returns the due dates of a request, counted from the day of receipt
// in a time zone.
func (r Regime) Deadlines(received time.Time, in *time.Location) Deadlines {
	day := received.In(in)
	if r == RegimeCCPA {
		return Deadlines{
			Confirm:  endOf(businessDays(day, 10)),
			Answer:   endOf(day.AddDate(0, 0, 45)),
			Extended: endOf(day.AddDate(0, 0, 90)),
		}
	}
	answer := endOf(workingDay(months(day, 1)))
	return Deadlines{Confirm: answer, Answer: answer, Extended: endOf(workingDay(months(day, 3)))}
}

// endOf returns the end of a day: the midnight after it, which is not always 24
// hours after the midnight before.
func endOf(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, day.Location())
}

// months returns the same day n months later, or the last day of that month if
// it is shorter.
func months(day time.Time, n int) time.Time {
	y, m, d := day.Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 12, 0, 0, 0, day.Location())
	return time.Date(y, m+time.Month(n), min(d, last.Day()), 12, 0, 0, 0, day.Location())
}

// workingDay returns the day, or the Monday after it if it is on a weekend: a
// period that would end then ends with the next working day (Article 3(4)).
// Public holidays differ by country and are ignored, which can only make a due
// date too early.
func workingDay(day time.Time) time.Time {
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// businessDays returns the day n business days later. It ignores public
// holidays, as workingDay does.
func businessDays(day time.Time, n int) time.Time {
	for n > 0 {
		if day = day.AddDate(0, 0, 1); day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			n--
		}
	}
	return day
}
