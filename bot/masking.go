package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// MaskingConfig is what is masked in messages before anything else is done with
// them: it is neither stored nor shown to anyone.
type MaskingConfig struct {
	Cards bool  `yaml:"cards"` // payment card numbers, but for their last four digits
	IDs   Words `yaml:"ids"`   // national ID numbers of these countries, see [MaskedCountries]
}

// Check calls bad for each key with an invalid value.
func (c MaskingConfig) Check(bad func(key, format string, args ...any)) {
	known := MaskedCountries()
	for _, country := range c.IDs {
		if !slices.Contains(known, country) {
			bad("ids", "must be countries out of %s; got %q", strings.Join(known, " "), country)
		}
	}
}

// maskedOut replaces what is masked.
const maskedOut = "••••"

// mask returns a text with everything masked that c lists.
func (c MaskingConfig) mask(text string) string {
	if c.Cards {
		text = maskCards(text)
	}
	for _, id := range nationalIDs {
		if slices.Contains(c.IDs, id.country) {
			text = id.mask(text)
		}
	}
	return text
}

// digitRun is digits in groups, as people type numbers.
var (
	digitRun   = regexp.MustCompile(`\d+(?:[ -]\d+)*`)
	digitGroup = regexp.MustCompile(`\d+|[ -]`)
)

// maskCards masks numbers with the length, the issuer and the check digit
// (ISO/IEC 7812-1, annex B) of a card.
func maskCards(text string) string {
	return digitRun.ReplaceAllStringFunc(text, func(run string) string {
		groups := digitGroup.FindAllString(run, -1) // digits and separators, alternating
		var b strings.Builder
		for at := 0; at < len(groups); {
			end := cardEnd(groups, at)
			if end < 0 {
				b.WriteString(groups[at])
				at++
				continue
			}
			last := strings.Join(digitsOnly(groups[at:end]), "")
			b.WriteString(maskedOut + last[len(last)-4:])
			at = end
		}
		return b.String()
	})
}

// cardEnd returns where the card number that begins at a group ends, or -1.
func cardEnd(groups []string, at int) int {
	if groups[at] == " " || groups[at] == "-" {
		return -1
	}
	number, found := "", -1
	for end := at; end < len(groups) && len(number) <= 19; end++ {
		if groups[end] == " " || groups[end] == "-" {
			continue
		}
		if number += groups[end]; isCard(number) {
			found = end + 1
		}
	}
	return found
}

func digitsOnly(groups []string) []string {
	return slices.DeleteFunc(slices.Clone(groups), func(g string) bool { return g == " " || g == "-" })
}

// issuers are the first digits of card numbers, with the lengths they may have.
var issuers = []struct {
	from, to string
	lengths  []int
}{
	{"4", "4", []int{13, 16, 19}},
	{"51", "55", []int{16}}, {"2221", "2720", []int{16}},
	{"34", "34", []int{15}}, {"37", "37", []int{15}},
	{"6011", "6011", []int{16, 19}}, {"644", "659", []int{16, 19}},
	{"3528", "3589", []int{16, 17, 18, 19}},
	{"36", "36", []int{14, 16, 19}}, {"300", "305", []int{14, 16, 19}}, {"38", "39", []int{14, 16, 19}},
	{"62", "62", []int{16, 17, 18, 19}},
	{"50", "50", []int{13, 16, 18, 19}}, {"56", "58", []int{13, 16, 18, 19}},
}

func isCard(number string) bool {
	if len(number) < 13 || len(number) > 19 || !luhn(number) {
		return false
	}
	for _, i := range issuers {
		head := number[:len(i.from)]
		if head >= i.from && head <= i.to && slices.Contains(i.lengths, len(number)) {
			return true
		}
	}
	return false
}

func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// nationalID describes a country's national ID number.
type nationalID struct {
	country string
	form    *regexp.Regexp
	valid   func(string) bool // gets letters and digits only, in upper case
	// near matches a word before the number, required where the form alone proves little.
	near *regexp.Regexp
}

// nationalIDs are the numbers that we know, with the checks that their issuers publish.
var nationalIDs = []nationalID{
	{"us", regexp.MustCompile(`\b\d{3}[ -]\d{2}[ -]\d{4}\b`), validSSN, nil},
	{"gb", regexp.MustCompile(`(?i)\b[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b`), validNINO, nil},
	{"es", regexp.MustCompile(`(?i)\b(?:\d{8}|[xyz][ -]?\d{7})[ -]?[a-z]\b`), validDNI, nil},
	{"de", regexp.MustCompile(`\b[1-9]\d(?: ?\d{3}){3}\b`), validSteuerID, nil},
	{"fr", regexp.MustCompile(`(?i)\b[123478] ?\d{2} ?\d{2} ?(?:\d{2}|2[ab]) ?\d{3} ?\d{3} ?\d{2}\b`), validNIR, nil},
	{"pt", regexp.MustCompile(`\b[1235689]\d{2} ?\d{3} ?\d{3}\b`), validNIF,
		regexp.MustCompile(`(?i)\b(?:nif|contribuinte|fiscal)\b`)},
	{"it", regexp.MustCompile(`(?i)\b[a-z]{6} ?[0-9l-np-v]{2}[a-ehlmprst][0-9l-np-v]{2} ?[a-z][0-9l-np-v]{3}[a-z]\b`),
		validCodiceFiscale, nil},
	{"nl", regexp.MustCompile(`\b\d{4}[ .]?\d{2}[ .]?\d{3}\b`), validBSN,
		regexp.MustCompile(`(?i)\b(?:bsn|burgerservicenummer|sofi\w*)\b`)},
	{"ro", regexp.MustCompile(`\b[1-9]\d{12}\b`), validCNP, nil},
	{"pl", regexp.MustCompile(`\b\d{11}\b`), validPESEL, nil},
}

// MaskedCountries returns the countries whose ID numbers can be masked.
func MaskedCountries() (countries []string) {
	for _, id := range nationalIDs {
		countries = append(countries, id.country)
	}
	return countries
}

// nearBy is how many bytes before a number nationalID.near may match.
const nearBy = 40

func (id nationalID) mask(text string) string {
	var b strings.Builder
	done := 0
	for _, at := range id.form.FindAllStringIndex(text, -1) {
		plain := strings.ToUpper(strings.NewReplacer(" ", "", "-", "", ".", "").Replace(text[at[0]:at[1]]))
		if !id.valid(plain) || id.near != nil && !id.near.MatchString(text[max(0, at[0]-nearBy):at[0]]) {
			continue
		}
		b.WriteString(text[done:at[0]] + maskedOut)
		done = at[1]
	}
	return b.String() + text[done:]
}

// weighted is the sum of the digits times their weights.
func weighted(number string, weights ...int) (sum int) {
	for i, w := range weights {
		sum += int(number[i]-'0') * w
	}
	return sum
}

func digit(number string, at int) int { return int(number[at] - '0') }

// validSSN rejects what the Social Security Administration never issues.
func validSSN(s string) bool {
	return s[:3] != "000" && s[:3] != "666" && s[0] != '9' && s[3:5] != "00" && s[5:] != "0000"
}

// validNINO rejects prefixes that are never issued (HMRC, NIM39110).
func validNINO(s string) bool {
	return !strings.ContainsAny(s[:1], "DFIQUV") && !strings.ContainsAny(s[1:2], "DFIOQUV") &&
		!slices.Contains([]string{"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}, s[:2])
}

// validDNI checks the letter of a DNI or NIE (Real Decreto 1553/2005).
func validDNI(s string) bool {
	body := s[:len(s)-1]
	if i := strings.IndexByte("XYZ", body[0]); i >= 0 {
		body = strconv.Itoa(i) + body[1:]
	}
	n, err := strconv.Atoi(body)
	return err == nil && "TRWAGMYFPDXBNJZSQVHLCKE"[n%23] == s[len(s)-1]
}

// validSteuerID checks ISO 7064 MOD 11,10 (Abgabenordnung § 139b).
func validSteuerID(s string) bool {
	p := 10
	for i := range 10 {
		if p = (p + digit(s, i)) % 10; p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (11-p)%10 == digit(s, 10)
}

// validNIR checks the key of a French social security number (INSEE).
func validNIR(s string) bool {
	body := strings.NewReplacer("2A", "19", "2B", "18").Replace(s[5:7])
	n, err := strconv.ParseInt(s[:5]+body+s[7:13], 10, 64)
	key, bad := strconv.Atoi(s[13:])
	return err == nil && bad == nil && 97-int(n%97) == key
}

// validNIF checks the last digit modulo 11 (Portugal).
func validNIF(s string) bool {
	c := 11 - weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)%11
	return c%11%10 == digit(s, 8) && (c < 10 || digit(s, 8) == 0)
}

// validCodiceFiscale checks the last letter (Decreto 23 dicembre 1976).
func validCodiceFiscale(s string) bool {
	odd := map[byte]int{}
	for i, v := range []int{
		1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
	} {
		odd[byte('A'+i)] = v
		if i < 10 {
			odd[byte('0'+i)] = v
		}
	}
	sum := 0
	for i := range 15 {
		c := s[i]
		switch {
		case i%2 == 0:
			sum += odd[c]
		case c <= '9':
			sum += int(c - '0')
		default:
			sum += int(c - 'A')
		}
	}
	return byte('A'+sum%26) == s[15]
}

// validBSN applies the test modulo 11 (Netherlands).
func validBSN(s string) bool {
	return (weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)-digit(s, 8))%11 == 0 && s != "000000000"
}

// validCNP checks the control digit and the month (Romania).
func validCNP(s string) bool {
	c := weighted(s, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11
	if c == 10 {
		c = 1
	}
	month := digit(s, 3)*10 + digit(s, 4)
	return c == digit(s, 12) && month >= 1 && month <= 12
}

// validPESEL checks the control digit and the month, which encodes the century
// (Poland).
func validPESEL(s string) bool {
	month := (digit(s, 2)*10 + digit(s, 3)) % 20
	return (10-weighted(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3)%10)%10 == digit(s, 10) && month >= 1 && month <= 12
}
