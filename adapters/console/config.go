package console

// Config configures the console.
type Config struct {
	// Enabled serves the console.
	Enabled bool `yaml:"enabled"`
	// Desk lets the team answer people there.
	Desk bool `yaml:"desk"`
	// Approver has a second officer approve each edition.
	Approver bool `yaml:"approver"`
	// OIDC lets people sign in at the company's own sign-in, too.
	OIDC OIDC `yaml:"oidc"`
}

// Defaults is the configuration of a program that was told nothing.
func Defaults() Config { return Config{Enabled: true, OIDC: OIDC{Claim: "groups"}} }
