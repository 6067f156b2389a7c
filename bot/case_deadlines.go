package bot

import "time"

// Regime is the law whose times run for a request.
type Regime string

// The regimes.
const (
	// RegimeGDPR: one calendar month from receipt, two more where the person is
	// told why within the first (Art. 12(3)); counted as Regulation (EEC,
	// Euratom) 1182/71, Article 3 has it.
	RegimeGDPR Regime = "gdpr"
	// RegimeCCPA: confirmed within 10 business days, answered within 45
	// calendar days from receipt, 45 more with notice (11 CCR § 7021).
	RegimeCCPA Regime = "ccpa"
)

// Deadlines are the ends of the times of a request: moments from which it is
// too late.
type Deadlines struct {
	Confirm  time.Time // that it was received
	Answer   time.Time
	Extended time.Time // with a notice
}

// Deadlines counts from the day of receipt in a place.
func (r Regime) Deadlines(received time.Time, in *time.Location) Deadlines {
	day := received.In(in)
	if r == RegimeCCPA {
		return Deadlines{Confirm: endOf(businessDays(day, 10)), Answer: endOf(day.AddDate(0, 0, 45)), Extended: endOf(day.AddDate(0, 0, 90))}
	}
	return Deadlines{Confirm: endOf(workingDay(months(day, 1))), Answer: endOf(workingDay(months(day, 1))), Extended: endOf(workingDay(months(day, 3)))}
}

// endOf is the end of a day: the midnight after it, which is not always 24
// hours after the one before.
func endOf(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, day.Location())
}

// months is the same day so many months later, or the last of that month where
// it has no such day.
func months(day time.Time, n int) time.Time {
	y, m, d := day.Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 12, 0, 0, 0, day.Location())
	return time.Date(y, m+time.Month(n), min(d, last.Day()), 12, 0, 0, 0, day.Location())
}

// workingDay is the day, or the Monday after it: a period that would end on a
// weekend ends with the next working day (Article 3(4)). Public holidays differ
// by country and are not counted: who relies on one is early.
func workingDay(day time.Time) time.Time {
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

func businessDays(day time.Time, n int) time.Time {
	for n > 0 {
		if day = day.AddDate(0, 0, 1); day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			n--
		}
	}
	return day
}
