package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Words are words, separated by spaces in a configuration.
type Words []string

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *Words) UnmarshalText(text []byte) error {
	*w = nil
	*w = append(*w, strings.Fields(string(text))...)
	return nil
}

// String implements fmt.Stringer.
func (w Words) String() string { return strings.Join(w, " ") }

// RequestKinds are kinds of requests, separated by spaces in a configuration.
type RequestKinds []RequestKind

// UnmarshalText implements encoding.TextUnmarshaler. It accepts any word;
// [RightsConfig.Check] refuses unknown kinds.
func (k *RequestKinds) UnmarshalText(text []byte) error {
	*k = nil
	for _, kind := range strings.Fields(string(text)) {
		*k = append(*k, RequestKind(kind))
	}
	return nil
}

// String implements fmt.Stringer.
func (k RequestKinds) String() string {
	var words Words
	for _, kind := range k {
		words = append(words, string(kind))
	}
	return words.String()
}

// Zone is a time zone; a configuration has its name, such as Europe/Berlin.
// The zero Zone is UTC.
type Zone struct{ location *time.Location }

// UnmarshalText implements encoding.TextUnmarshaler.
func (z *Zone) UnmarshalText(text []byte) error {
	location, err := time.LoadLocation(string(text))
	if err != nil {
		return fmt.Errorf("is a time zone such as Europe/Berlin; got %q", text)
	}
	z.location = location
	return nil
}

// Location returns the zone as a *time.Location.
func (z Zone) Location() *time.Location {
	if z.location == nil {
		return time.UTC
	}
	return z.location
}

// String implements fmt.Stringer.
func (z Zone) String() string { return z.Location().String() }

// Equal reports whether both are the same zone.
func (z Zone) Equal(other Zone) bool { return z.String() == other.String() }

// ChannelModes are the opt-in modes of channels until an admin changes them, as
// channel=mode separated by spaces, such as sms=external web=notice_only.
type ChannelModes string

// of returns the mode of a channel, or an empty string if none is given.
func (m ChannelModes) of(channel string) (mode OptInMode) {
	for _, f := range strings.Fields(string(m)) {
		if name, said, _ := strings.Cut(f, "="); name == channel {
			mode = OptInMode(said)
		}
	}
	return mode
}

// check returns an error about the first unknown channel or mode. channels are
// the names of all channels.
func (m ChannelModes) check(channels []string) error {
	for _, f := range strings.Fields(string(m)) {
		channel, mode, _ := strings.Cut(f, "=")
		if !slices.Contains(channels, channel) || !slices.Contains(OptInModes(), OptInMode(mode)) {
			return fmt.Errorf("%q is not a channel (%s) and a mode (require, external, notice_only)",
				f, strings.Join(channels, ", "))
		}
	}
	return nil
}
