package policies

import "strings"

// The encodings of a text message.
const (
	GSM7 = "GSM-7"
	UCS2 = "UCS-2"
)

const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€" // each takes two septets
)

// Segments returns how many text messages s takes, and in which encoding:
// 160 GSM-7 septets in one, 153 each in several; 70 and 67 UCS-2 units
// (Twilio, "SMS character limit"). A character is never split.
func Segments(s string) (n int, encoding string) {
	if s == "" {
		return 0, GSM7
	}
	encoding = GSM7
	for _, r := range s {
		if !strings.ContainsRune(gsmBasic, r) && !strings.ContainsRune(gsmExtended, r) {
			encoding = UCS2
			break
		}
	}
	single, part := 160, 153
	if encoding == UCS2 {
		single, part = 70, 67
	}
	total, used, parts := 0, 0, 1
	for _, r := range s {
		units := 1
		if encoding == GSM7 && strings.ContainsRune(gsmExtended, r) || encoding == UCS2 && r > 0xFFFF {
			units = 2
		}
		total += units
		if used+units > part {
			parts, used = parts+1, 0
		}
		used += units
	}
	if total <= single {
		return 1, encoding
	}
	return parts, encoding
}
