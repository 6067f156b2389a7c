package slack

import (
	"context"
	"errors"
	"strings"

	"github.com/slack-go/slack"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

// home publishes the Home tab: the state of the consent, and a button for every
// right. What is pressed there is answered in the direct messages.
func (c *Channel) home(ctx context.Context, u bot.UserID) error {
	p, err := c.bot.Find(ctx, u)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return err
	}
	text, err := c.text(ctx, u)
	if err != nil {
		return err
	}
	_, user, _ := strings.Cut(u.ID, ":")
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: homeBlocks(p, text)}}
	err = c.patiently(ctx, func() error {
		_, err := c.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user, View: view})
		return err
	})
	if err != nil { // it is published again when the tab is next opened
		c.log.Warn("the Home tab could not be shown", "error", c.explain(err))
	}
	return nil
}

func homeBlocks(p bot.Person, text *policies.Text) []slack.Block {
	section := func(m policies.Markdown) (blocks []slack.Block) {
		for _, part := range split(policies.Mrkdwn(m), maxSection) {
			blocks = append(blocks, slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, part, false,
				false), nil, nil))
		}
		return blocks
	}
	state := text.Phrase(policies.PhraseStatusNone, nil)
	if bot.Granted == p.ConsentFor(bot.PurposeService).State {
		state = text.Phrase(policies.PhraseAlreadyAgreed, nil)
	}
	blocks := section(state)
	return append(blocks, buttons(ask(text, intents.PolicyQuestion, intents.ConsentStatus, intents.Access,
		intents.Erasure, intents.WithdrawConsent, intents.Help)), slack.NewDividerBlock())
}

// asks are the labels of buttons, by the intent that each stands for.
var asks = map[intents.Intent]policies.Phrase{
	intents.PolicyQuestion: policies.PhraseChoicePrivacy, intents.ConsentStatus: policies.PhraseChoiceStatus,
	intents.Access:  policies.PhraseChoiceExport,
	intents.Erasure: policies.PhraseChoiceDelete, intents.WithdrawConsent: policies.PhraseChoiceWithdraw,
	intents.Help: policies.PhraseChoiceHelp,
}

func ask(text *policies.Text, what ...intents.Intent) (choices []bot.Choice) {
	for _, i := range what {
		choices = append(choices, bot.Choice{ID: string(i), Label: policies.Plain(text.Phrase(asks[i], nil))})
	}
	return choices
}

// suggest sets the prompts of a new thread in the assistant pane. A pressed one
// arrives as a message that the person wrote.
func (c *Channel) suggest(ctx context.Context, u bot.UserID, channel, thread string) error {
	text, err := c.text(ctx, u)
	if err != nil {
		return err
	}
	c.noteDM(u, channel)
	prompts := slack.AssistantThreadsSetSuggestedPromptsParameters{ChannelID: channel, ThreadTS: thread}
	four := ask(text, intents.PolicyQuestion, intents.ConsentStatus, intents.Access, intents.Help) // the maximum
	for _, choice := range four {
		prompts.Prompts = append(prompts.Prompts,
			slack.AssistantThreadsPrompt{Title: choice.Label, Message: choice.Label})
	}
	if err := c.patiently(ctx, func() error {
		return c.api.SetAssistantThreadsSuggestedPromptsContext(ctx, prompts)
	}); err != nil {
		c.log.Warn("the assistant pane shows no suggestions", "error", c.explain(err)) // it works without them
	}
	return nil
}
