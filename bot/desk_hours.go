package bot

import (
	"fmt"
	"strings"
	"time"
)

// Hours are the opening hours of a desk. The zero Hours are always open.
type Hours struct {
	text  string
	parts []hours
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hours) UnmarshalText(text []byte) error {
	read, err := ParseHours(string(text))
	if err != nil {
		return fmt.Errorf("is opening hours such as Mon-Fri 09:00-17:00, Sat 10:00-12:00: %w", err)
	}
	*h = read
	return nil
}

// String implements fmt.Stringer.
func (h Hours) String() string { return h.text }

// Equal reports whether both are written the same way.
func (h Hours) Equal(other Hours) bool { return h.text == other.text }

// hours are the opening hours on some days of the week, in minutes since midnight.
type hours struct {
	days     [7]bool
	from, to int
}

var weekdays = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday,
	"thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
}

// ParseHours reads opening hours such as "Mon-Fri 09:00-17:00, Sat 10:00-12:00".
func ParseHours(s string) (list Hours, err error) {
	list.text = s
	for part := range strings.SplitSeq(s, ",") {
		f := strings.Fields(strings.ToLower(part))
		if len(f) == 0 {
			continue
		}
		if len(f) != 2 {
			return Hours{}, fmt.Errorf("%q does not have days and times, such as Mon-Fri 09:00-17:00",
				strings.TrimSpace(part))
		}
		var h hours
		first, last, several := strings.Cut(f[0], "-")
		if !several {
			last = first
		}
		from, known := weekdays[first]
		to, known2 := weekdays[last]
		if !known || !known2 {
			return Hours{}, fmt.Errorf("%q does not name days, such as Mon-Fri or Sat", f[0])
		}
		for d := from; ; d = (d + 1) % 7 {
			h.days[d] = true
			if d == to {
				break
			}
		}
		opens, closes, _ := strings.Cut(f[1], "-")
		var ok, ok2 bool
		h.from, ok = minutes(opens)
		h.to, ok2 = minutes(closes)
		if !ok || !ok2 || h.from >= h.to {
			return Hours{}, fmt.Errorf("%q is not a time span of one day, such as 09:00-17:00", f[1])
		}
		list.parts = append(list.parts, h)
	}
	return list, nil
}

func minutes(s string) (int, bool) {
	if s == "24:00" {
		return 24 * 60, true
	}
	at, err := time.Parse("15:04", s)
	return at.Hour()*60 + at.Minute(), err == nil
}

// Next reports whether the desk is closed at a moment, and if so when it opens
// next. Hours apply in now's time zone.
func (h Hours) Next(now time.Time) (opens time.Time, closed bool) {
	if len(h.parts) == 0 {
		return time.Time{}, false
	}
	for day := range 8 {
		for _, part := range h.parts {
			midnight := time.Date(now.Year(), now.Month(), now.Day()+day, 0, 0, 0, 0, now.Location())
			if !part.days[midnight.Weekday()] {
				continue
			}
			at := func(m int) time.Time {
				return time.Date(midnight.Year(), midnight.Month(), midnight.Day(), m/60, m%60, 0, 0, now.Location())
			}
			if day == 0 && !now.Before(at(part.from)) && now.Before(at(part.to)) {
				return time.Time{}, false
			}
			if from := at(part.from); from.After(now) && (opens.IsZero() || from.Before(opens)) {
				opens = from
			}
		}
	}
	return opens, true
}
