package console

// Config configures the console.
type Config struct {
	// Enabled serves the console.
	Enabled bool `yaml:"enabled"`
	// Desk lets the team answer people there.
	Desk bool `yaml:"desk"`
	// Approver requires a second officer to approve each edition.
	Approver bool `yaml:"approver"`
	// OIDC lets people sign in with the company's own sign-in, too.
	OIDC OIDC `yaml:"oidc"`
}

// Defaults returns the configuration where nothing is set.
func Defaults() Config { return Config{Enabled: true, OIDC: OIDC{Claim: "groups"}} }
