package policies

import "strings"

// Phrase is the name of something that the bot says.
type Phrase string

// A phraseRule is a phrase with the run-time placeholders that it may use; those
// marked with ! it must use.
type phraseRule struct {
	Phrase Phrase
	params string
}

// placeholders returns those that the phrase must use, and all that it may use.
func (r phraseRule) placeholders() (must, may []string) {
	for _, p := range strings.Fields(r.params) {
		if name, ok := strings.CutSuffix(p, "!"); ok {
			must = append(must, name)
			p = name
		}
		may = append(may, p)
	}
	return must, may
}

// The phrases.
const (
	// words that people type.
	PhraseWordAgree   Phrase = "word_agree"
	PhraseWordDecline Phrase = "word_decline"
	PhraseWordDelete  Phrase = "word_delete"
	PhraseWordKeep    Phrase = "word_keep"
	PhraseWordExport  Phrase = "word_export"
	PhraseWordLater   Phrase = "word_later"

	// labels of choices.
	PhraseChoiceAgree        Phrase = "choice_agree"
	PhraseChoiceDecline      Phrase = "choice_decline"
	PhraseChoicePrivacy      Phrase = "choice_privacy"
	PhraseChoiceDelete       Phrase = "choice_delete"
	PhraseChoiceKeep         Phrase = "choice_keep"
	PhraseChoiceExport       Phrase = "choice_export"
	PhraseChoiceLater        Phrase = "choice_later"
	PhraseChoiceWithdraw     Phrase = "choice_withdraw"
	PhraseChoiceStatus       Phrase = "choice_status"
	PhraseChoiceHelp         Phrase = "choice_help"
	PhraseChoiceCorrect      Phrase = "choice_correct"
	PhraseChoiceObject       Phrase = "choice_object"
	PhraseChoiceRestrict     Phrase = "choice_restrict"
	PhraseChoiceHuman        Phrase = "choice_human"
	PhraseChoiceAssistantYes Phrase = "choice_assistant_yes"
	PhraseChoiceAssistantNo  Phrase = "choice_assistant_no"

	// the opt-in.
	PhraseInformed      Phrase = "informed"
	PhraseAskAgain      Phrase = "ask_again"
	PhraseAccepted      Phrase = "accepted"
	PhraseDeclined      Phrase = "declined"
	PhraseDeclinedHelp  Phrase = "declined_help"
	PhraseTimeout       Phrase = "timeout"
	PhraseFailed        Phrase = "failed"
	PhraseSendAgain     Phrase = "send_again"
	PhraseHoldFull      Phrase = "hold_full"
	PhraseTooLong       Phrase = "too_long"
	PhraseTooFast       Phrase = "too_fast"
	PhraseUnreadable    Phrase = "unreadable"
	PhraseSuperseded    Phrase = "superseded"
	PhraseChangesNotice Phrase = "changes_notice" // for {changes} if no section changed
	PhraseAlreadyAgreed Phrase = "already_agreed"
	PhraseStaleChoice   Phrase = "stale_choice"

	// privacy questions.
	PhrasePolicyAnswer   Phrase = "policy_answer"
	PhrasePolicyOverview Phrase = "policy_overview"
	PhrasePolicyPhrased  Phrase = "policy_phrased" // worded by a language model
	PhrasePolicySilent   Phrase = "policy_silent"
	PhraseBackToNotice   Phrase = "back_to_notice"
	PhraseBackToDelete   Phrase = "back_to_delete"
	PhraseBackToExport   Phrase = "back_to_export"

	// ordinary conversation.
	PhraseUnsure            Phrase = "unsure"        // several readings are equally likely
	PhraseAssistantAsk      Phrase = "assistant_ask" // the notice of purpose assistant
	PhraseAssistantGranted  Phrase = "assistant_granted"
	PhraseAssistantDeclined Phrase = "assistant_declined"
	PhraseNoAssistant       Phrase = "no_assistant"
	PhraseHuman             Phrase = "human"
	PhraseHelp              Phrase = "help"

	// consent status and withdrawal.
	PhraseStatusNone       Phrase = "status_none"
	PhraseStatusInformed   Phrase = "status_informed"
	PhraseStatusExternal   Phrase = "status_external"
	PhraseStatusGranted    Phrase = "status_granted"
	PhraseStatusDeclined   Phrase = "status_declined"
	PhraseStatusWithdrawn  Phrase = "status_withdrawn"
	PhraseStatusSuperseded Phrase = "status_superseded"
	PhraseStatusExpired    Phrase = "status_expired"
	PhrasePurposeService   Phrase = "purpose_service"
	PhrasePurposeMarketing Phrase = "purpose_marketing"
	PhrasePurposeAssistant Phrase = "purpose_assistant"
	PhrasePurposeRecording Phrase = "purpose_recording"
	PhraseWithdrawDone     Phrase = "withdraw_done"
	PhraseWithdrawNothing  Phrase = "withdraw_nothing"

	// erasure.
	PhraseErasurePreview   Phrase = "erasure_preview"
	PhraseErasureGrace     Phrase = "erasure_grace"
	PhraseErasurePending   Phrase = "erasure_pending"
	PhraseErasureKept      Phrase = "erasure_kept"
	PhraseErasingNow       Phrase = "erasing_now"
	PhraseErasureDone      Phrase = "erasure_done"
	PhraseErasureHeld      Phrase = "erasure_held" // a legal hold is in force
	PhraseErasureHeldUntil Phrase = "erasure_held_until"
	PhraseErasureExpired   Phrase = "erasure_expired"
	PhrasePointer          Phrase = "pointer" // posted in public: only where the answer is
	PhraseLeftoverNone     Phrase = "leftover_none"
	PhraseLeftoverPlatform Phrase = "leftover_platform"
	PhraseLeftoverPending  Phrase = "leftover_pending" // the bot is still deleting there
	PhraseLeftoverOwn      Phrase = "leftover_own"     // only the person can delete it there
	PhraseLeftoverBackup   Phrase = "leftover_backup"
	PhraseLeftoverKeys     Phrase = "leftover_keys" // instead of leftover_backup where destroyed keys leave copies

	// what is counted.
	PhraseCountMessages     Phrase = "count_messages"
	PhraseCountReplies      Phrase = "count_replies"
	PhraseCountConsents     Phrase = "count_consents"
	PhraseCountRequests     Phrase = "count_requests"
	PhraseCountConversation Phrase = "count_conversation"

	// export.
	PhraseExportPreview Phrase = "export_preview"
	PhraseExportStarted Phrase = "export_started"
	PhraseExportReady   Phrase = "export_ready"
	PhraseExportDropped Phrase = "export_dropped"
	PhraseExportBusy    Phrase = "export_busy"
	PhraseExportFailed  Phrase = "export_failed"
	PhraseExportExpired Phrase = "export_expired"

	// other rights.
	PhraseObjectionDone      Phrase = "objection_done"
	PhraseRectificationNoted Phrase = "rectification_noted"
	PhraseRestrictionNoted   Phrase = "restriction_noted"

	// words that carriers reserve.
	PhraseCarrierStop  Phrase = "carrier_stop"
	PhraseCarrierHelp  Phrase = "carrier_help"
	PhraseCarrierStart Phrase = "carrier_start"

	// the page behind a one-time link.
	PhraseLinkTitle  Phrase = "link_title"
	PhraseLinkText   Phrase = "link_text"
	PhraseLinkButton Phrase = "link_button"
	PhraseLinkGone   Phrase = "link_gone"

	// the code that protects a link sent by SMS.
	PhraseCodeText    Phrase = "code_text"
	PhraseCodeSend    Phrase = "code_send"
	PhraseCodeLabel   Phrase = "code_label"
	PhraseCodeWrong   Phrase = "code_wrong"
	PhraseCodeStopped Phrase = "code_stopped"
	PhraseCodeSMS     Phrase = "code_sms"

	// the chat page.
	PhraseWebTitle         Phrase = "web_title"
	PhraseWebIntro         Phrase = "web_intro"
	PhraseWebPending       Phrase = "web_pending"
	PhraseWebOpen          Phrase = "web_open"
	PhraseWebOffline       Phrase = "web_offline"
	PhraseWebDeclined      Phrase = "web_declined"
	PhraseWebPlaceholder   Phrase = "web_placeholder"
	PhraseWebSend          Phrase = "web_send"
	PhraseWebPrivacyLine   Phrase = "web_privacy_line"
	PhraseWebPolicyLink    Phrase = "web_policy_link"
	PhraseWebAskLabel      Phrase = "web_ask_label"
	PhraseWebAskButton     Phrase = "web_ask_button"
	PhraseWebSessionNote   Phrase = "web_session_note"
	PhraseWebYou           Phrase = "web_you"
	PhraseWebBot           Phrase = "web_bot"
	PhraseWebTyping        Phrase = "web_typing"
	PhraseWebRetry         Phrase = "web_retry"
	PhraseWebClear         Phrase = "web_clear"
	PhraseWebGoOn          Phrase = "web_go_on"
	PhraseWebWaits         Phrase = "web_waits"
	PhraseWebLanguage      Phrase = "web_language"
	PhraseWebClearAsk      Phrase = "web_clear_ask"
	PhraseWebCleared       Phrase = "web_cleared"
	PhraseWebFailed        Phrase = "web_failed"
	PhraseWebNoticeChanged Phrase = "web_notice_changed"
	PhraseWebNoScript      Phrase = "web_no_script"

	// the hosted pages of the policy.
	PhrasePageEdition      Phrase = "page_edition"
	PhrasePageSample       Phrase = "page_sample"
	PhrasePageEarlier      Phrase = "page_earlier"
	PhrasePageNotice       Phrase = "page_notice"
	PhrasePageHash         Phrase = "page_hash"
	PhrasePageEditions     Phrase = "page_editions"
	PhrasePageStorage      Phrase = "page_storage"
	PhrasePageStorageText  Phrase = "page_storage_text"
	PhrasePageStorageNamed Phrase = "page_storage_named" // where sites name people
	PhrasePageBack         Phrase = "page_back"
	PhrasePageMissing      Phrase = "page_missing"

	// the readable page of an export.
	PhraseExportTitle      Phrase = "export_title"
	PhraseExportIntro      Phrase = "export_intro"
	PhraseExportMessages   Phrase = "export_messages"
	PhraseExportConsents   Phrase = "export_consents"
	PhraseExportEditions   Phrase = "export_editions"
	PhraseExportPurposes   Phrase = "export_purposes"
	PhraseExportRecipients Phrase = "export_recipients"
	PhraseExportRetention  Phrase = "export_retention"
	PhraseExportManifest   Phrase = "export_manifest"

	// rights in detail.
	PhraseWordCorrect        Phrase = "word_correct"
	PhraseWordLift           Phrase = "word_lift"
	PhraseChoiceChoices      Phrase = "choice_choices"
	PhraseChoiceCorrectYes   Phrase = "choice_correct_yes"
	PhraseChoiceLift         Phrase = "choice_lift"
	PhraseChoiceMarketingYes Phrase = "choice_marketing_yes"
	PhraseChoiceMarketingNo  Phrase = "choice_marketing_no"
	PhraseChoiceRecordingYes Phrase = "choice_recording_yes"
	PhraseChoiceRecordingNo  Phrase = "choice_recording_no"
	PhraseStateOn            Phrase = "state_on"
	PhraseStateOff           Phrase = "state_off"
	PhraseChoices            Phrase = "choices"
	PhraseMarketingAsk       Phrase = "marketing_ask"
	PhraseRecordingAsk       Phrase = "recording_ask"
	PhrasePurposeGranted     Phrase = "purpose_granted"
	PhrasePurposeDeclined    Phrase = "purpose_declined"
	PhraseChangesNone        Phrase = "changes_none"
	PhraseChangesSince       Phrase = "changes_since"
	PhraseReadersNone        Phrase = "readers_none"
	PhraseReaders            Phrase = "readers"
	PhraseRoleAgent          Phrase = "role_agent"
	PhraseRoleOfficer        Phrase = "role_officer"
	PhraseHeld               Phrase = "held"
	PhraseMessagePreview     Phrase = "message_preview"
	PhraseMessageNone        Phrase = "message_none"
	PhraseMessageDone        Phrase = "message_done"
	PhraseFilesPreview       Phrase = "files_preview"
	PhraseFilesNone          Phrase = "files_none"
	PhraseRequestKept        Phrase = "request_kept"
	PhraseRequestExpired     Phrase = "request_expired"
	PhraseCorrectAsk         Phrase = "correct_ask"
	PhraseCorrectPreview     Phrase = "correct_preview"
	PhraseCorrectDone        Phrase = "correct_done"
	PhraseRestrictionOn      Phrase = "restriction_on"
	PhraseRestricted         Phrase = "restricted"
	PhraseRestrictionLifted  Phrase = "restriction_lifted"
	PhraseRestrictionNone    Phrase = "restriction_none"
	PhraseChoiceDeleteThis   Phrase = "choice_delete_this"
	PhraseBackToRequest      Phrase = "back_to_request"
	PhraseSendingStop        Phrase = "sending_stop"
	PhraseRequestDone        Phrase = "request_done"
	PhraseRequestRefused     Phrase = "request_refused"
	PhraseRequestExtended    Phrase = "request_extended"
	PhraseChoiceLeave        Phrase = "choice_leave"
	PhraseChoiceReceipt      Phrase = "choice_receipt"
	PhraseReceiptReady       Phrase = "receipt_ready"
	PhraseReceiptNone        Phrase = "receipt_none"
	PhraseErasureCertificate Phrase = "erasure_certificate"
	PhraseErasureComplete    Phrase = "erasure_complete"
	PhraseErasureStuck       Phrase = "erasure_stuck"
	PhraseVerifyTitle        Phrase = "verify_title"
	PhraseVerifyText         Phrase = "verify_text"
	PhraseVerifyFile         Phrase = "verify_file"
	PhraseVerifyPaste        Phrase = "verify_paste"
	PhraseVerifyButton       Phrase = "verify_button"
	PhraseVerifyGood         Phrase = "verify_good"
	PhraseVerifyBad          Phrase = "verify_bad"
	PhraseVerifyReceipt      Phrase = "verify_receipt"
	PhraseVerifyComplete     Phrase = "verify_complete"
	PhraseVerifyPartial      Phrase = "verify_partial"
	PhraseReviewWaiting      Phrase = "review_waiting"
	PhraseReviewApproved     Phrase = "review_approved"
	PhraseReviewTakenBack    Phrase = "review_taken_back"
	PhraseWordTakeBack       Phrase = "word_take_back"
	PhraseChoiceTakeBack     Phrase = "choice_take_back"
	PhraseWordLink           Phrase = "word_link"
	PhraseChoiceLinkYes      Phrase = "choice_link_yes"
	PhraseLinkCode           Phrase = "link_code"
	PhraseLinkHere           Phrase = "link_here"
	PhraseLinkWrong          Phrase = "link_wrong"
	PhraseLinkPreview        Phrase = "link_preview"
	PhraseLinkDone           Phrase = "link_done"
	PhraseUnlinkDone         Phrase = "unlink_done"
	PhraseUnlinkNone         Phrase = "unlink_none"
	PhraseLinkedCovers       Phrase = "linked_covers"
	PhraseLinkedAsked        Phrase = "linked_asked"
	PhraseAssistantAway      Phrase = "assistant_away"
	PhraseAssistantFull      Phrase = "assistant_full"
	PhraseReviewNone         Phrase = "review_none"
	PhraseHandoffQueued      Phrase = "handoff_queued"
	PhraseHandoffClosed      Phrase = "handoff_closed"
	PhraseHandoffWaiting     Phrase = "handoff_waiting"
	PhraseHandoffTaken       Phrase = "handoff_taken"
	PhraseHandoffEnded       Phrase = "handoff_ended"
	PhraseHandoffLeft        Phrase = "handoff_left"
	PhraseHandoffConsent     Phrase = "handoff_consent"
	PhraseHandoffDeclined    Phrase = "handoff_declined"
	PhraseHandoffBlocked     Phrase = "handoff_blocked"
	PhraseDeskAway           Phrase = "desk_away"
	PhraseChoiceBot          Phrase = "choice_bot"
	PhraseRatingAsk          Phrase = "rating_ask"
	PhraseChoiceHelped       Phrase = "choice_helped"
	PhraseChoiceNotHelped    Phrase = "choice_not_helped"
	PhraseRatingThanks       Phrase = "rating_thanks"
	PhraseAgentCorrected     Phrase = "agent_corrected"
	PhraseAgentRetracted     Phrase = "agent_retracted"
	PhraseAgentFile          Phrase = "agent_file"
	PhraseLeftoverDesk       Phrase = "leftover_desk"
	PhraseAssistantIntro     Phrase = "assistant_intro"
	PhraseHandoffAsk         Phrase = "handoff_ask"
	PhraseWebTeam            Phrase = "web_team"
	PhraseNoSaleDone         Phrase = "no_sale_done"
)

// phraseRules lists every phrase that an edition must have.
var phraseRules = []phraseRule{
	{PhraseWordAgree, ""},
	{PhraseWordDecline, ""},
	{PhraseWordDelete, ""},
	{PhraseWordKeep, ""},
	{PhraseWordExport, ""},
	{PhraseWordLater, ""},
	{PhraseChoiceAgree, ""},
	{PhraseChoiceDecline, ""},
	{PhraseChoicePrivacy, ""},
	{PhraseChoiceDelete, ""},
	{PhraseChoiceKeep, ""},
	{PhraseChoiceExport, ""},
	{PhraseChoiceLater, ""},
	{PhraseChoiceWithdraw, ""},
	{PhraseChoiceStatus, ""},
	{PhraseChoiceHelp, ""},
	{PhraseWordCorrect, ""},
	{PhraseWordLift, ""},
	{PhraseChoiceChoices, ""},
	{PhraseChoiceCorrectYes, ""},
	{PhraseChoiceLift, ""},
	{PhraseChoiceMarketingYes, ""},
	{PhraseChoiceMarketingNo, ""},
	{PhraseChoiceRecordingYes, ""},
	{PhraseChoiceRecordingNo, ""},
	{PhraseStateOn, ""},
	{PhraseStateOff, ""},
	{PhraseChoices, "choices!"},
	{PhraseMarketingAsk, ""},
	{PhraseRecordingAsk, ""},
	{PhrasePurposeGranted, "purpose! no!"},
	{PhrasePurposeDeclined, "purpose!"},
	{PhraseChangesNone, "edition! link"},
	{PhraseChangesSince, "shown! edition! changes! link"},
	{PhraseReadersNone, ""},
	{PhraseReaders, "readers! n!"},
	{PhraseRoleAgent, ""},
	{PhraseRoleOfficer, ""},
	{PhraseHeld, "counts! purposes! sharing! retention! link"},
	{PhraseMessagePreview, "excerpt! delete! keep! reference!"},
	{PhraseMessageNone, ""},
	{PhraseMessageDone, ""},
	{PhraseFilesPreview, "n! delete! keep! reference!"},
	{PhraseFilesNone, ""},
	{PhraseRequestKept, ""},
	{PhraseRequestExpired, ""},
	{PhraseCorrectAsk, "keep!"},
	{PhraseCorrectPreview, "n! before! after! correct! keep! reference!"},
	{PhraseCorrectDone, "n! reference!"},
	{PhraseRestrictionOn, "lift! reference!"},
	{PhraseRestricted, "lift!"},
	{PhraseRestrictionLifted, ""},
	{PhraseRestrictionNone, ""},
	{PhraseNoSaleDone, "reference!"},
	{PhraseChoiceDeleteThis, ""},
	{PhraseBackToRequest, "yes! no!"},
	{PhraseSendingStop, "no!"},
	{PhraseRequestDone, "reference! reason!"},
	{PhraseRequestRefused, "reference! reason!"},
	{PhraseRequestExtended, "reference! until! reason!"},
	{PhraseChoiceLeave, ""},
	{PhraseChoiceReceipt, ""},
	{PhraseReceiptReady, "until!"},
	{PhraseReceiptNone, ""},
	{PhraseErasureCertificate, ""},
	{PhraseErasureComplete, "reference!"},
	{PhraseErasureStuck, "platform! n! reference!"},
	{PhraseVerifyTitle, ""},
	{PhraseVerifyText, ""},
	{PhraseVerifyFile, ""},
	{PhraseVerifyPaste, ""},
	{PhraseVerifyButton, ""},
	{PhraseVerifyGood, "what! at! lines!"},
	{PhraseVerifyBad, ""},
	{PhraseVerifyReceipt, ""},
	{PhraseVerifyComplete, ""},
	{PhraseVerifyPartial, ""},
	{PhraseReviewWaiting, "reference! until! take_back!"},
	{PhraseReviewApproved, "reference!"},
	{PhraseReviewTakenBack, "reference!"},
	{PhraseWordTakeBack, ""},
	{PhraseChoiceTakeBack, ""},
	{PhraseWordLink, ""},
	{PhraseChoiceLinkYes, ""},
	{PhraseLinkCode, "code!"},
	{PhraseLinkHere, ""},
	{PhraseLinkWrong, ""},
	{PhraseLinkPreview, "platform! link! keep! reference!"},
	{PhraseLinkDone, "platform!"},
	{PhraseUnlinkDone, ""},
	{PhraseUnlinkNone, ""},
	{PhraseLinkedCovers, "platforms!"},
	{PhraseLinkedAsked, "platform!"},
	{PhraseAssistantAway, ""},
	{PhraseAssistantFull, ""},
	{PhraseReviewNone, ""},
	{PhraseHandoffQueued, "n!"},
	{PhraseHandoffClosed, "opens!"},
	{PhraseHandoffWaiting, "n!"},
	{PhraseHandoffTaken, ""},
	{PhraseHandoffEnded, ""},
	{PhraseHandoffLeft, ""},
	{PhraseHandoffConsent, ""},
	{PhraseHandoffDeclined, "agree!"},
	{PhraseHandoffBlocked, ""},
	{PhraseDeskAway, ""},
	{PhraseChoiceBot, ""},
	{PhraseRatingAsk, ""},
	{PhraseChoiceHelped, ""},
	{PhraseChoiceNotHelped, ""},
	{PhraseRatingThanks, ""},
	{PhraseAgentCorrected, "text!"},
	{PhraseAgentRetracted, ""},
	{PhraseAgentFile, "name!"},
	{PhraseLeftoverDesk, "platform!"},
	{PhraseAssistantIntro, ""},
	{PhraseHandoffAsk, ""},
	{PhraseWebTeam, ""},
	{PhraseChoiceCorrect, ""},
	{PhraseChoiceObject, ""},
	{PhraseChoiceRestrict, ""},
	{PhraseChoiceHuman, ""},
	{PhraseChoiceAssistantYes, ""},
	{PhraseChoiceAssistantNo, ""},
	{PhraseInformed, ""},
	{PhraseAskAgain, "agree! decline!"},
	{PhraseAccepted, ""},
	{PhraseDeclined, "agree!"},
	{PhraseDeclinedHelp, "agree!"},
	{PhraseTimeout, ""},
	{PhraseFailed, ""},
	{PhraseSendAgain, ""},
	{PhraseHoldFull, "agree decline"},
	{PhraseTooLong, ""},
	{PhraseTooFast, ""},
	{PhraseUnreadable, ""},
	{PhraseSuperseded, "changes!"},
	{PhraseChangesNotice, ""},
	{PhraseAlreadyAgreed, ""},
	{PhraseStaleChoice, ""},
	{PhrasePolicyAnswer, "title answer! edition! link!"},
	{PhrasePolicyPhrased, "answer! quote! title edition! link!"},
	{PhrasePolicyOverview, "topics! link! edition"},
	{PhrasePolicySilent, "edition link"},
	{PhraseBackToNotice, "agree! decline!"},
	{PhraseBackToDelete, "delete! keep! reference"},
	{PhraseBackToExport, "export! later! reference"},
	{PhraseUnsure, "readings!"},
	{PhraseAssistantAsk, ""},
	{PhraseAssistantGranted, "no!"},
	{PhraseAssistantDeclined, ""},
	{PhraseNoAssistant, ""},
	{PhraseHuman, ""},
	{PhraseHelp, ""},
	{PhraseStatusNone, ""},
	{PhraseStatusInformed, "date!"},
	{PhraseStatusExternal, "date!"},
	{PhraseStatusGranted, "purpose! date! edition! language channel reference!"},
	{PhraseStatusDeclined, "purpose date! edition language channel reference"},
	{PhraseStatusWithdrawn, "purpose date! edition language channel reference"},
	{PhraseStatusSuperseded, "purpose date edition language channel reference"},
	{PhraseStatusExpired, "purpose date edition language channel reference"},
	{PhrasePurposeService, ""},
	{PhrasePurposeMarketing, ""},
	{PhrasePurposeAssistant, ""},
	{PhrasePurposeRecording, ""},
	{PhraseWithdrawDone, "agree! decline"},
	{PhraseWithdrawNothing, ""},
	{PhraseErasurePreview, "counts! delete! keep! reference!"},
	{PhraseErasureGrace, "reference! until! keep!"},
	{PhraseErasurePending, "until keep!"},
	{PhraseErasureKept, ""},
	{PhraseErasingNow, ""},
	{PhraseErasureDone, "reference! counts! leftover!"},
	{PhraseErasureHeld, "reference!"},
	{PhraseErasureHeldUntil, "reference! until!"},
	{PhraseErasureExpired, ""},
	{PhrasePointer, ""},
	{PhraseLeftoverNone, ""},
	{PhraseLeftoverPlatform, "platform!"},
	{PhraseLeftoverPending, "platform! n!"},
	{PhraseLeftoverOwn, "platform!"},
	{PhraseLeftoverBackup, ""},
	{PhraseLeftoverKeys, "until!"},
	{PhraseCountMessages, "n!"},
	{PhraseCountReplies, "n!"},
	{PhraseCountConsents, "n!"},
	{PhraseCountRequests, "n!"},
	{PhraseCountConversation, ""},
	{PhraseExportPreview, "counts! export! later! reference!"},
	{PhraseExportStarted, "reference!"},
	{PhraseExportReady, "reference! until!"},
	{PhraseExportDropped, ""},
	{PhraseExportBusy, "reference!"},
	{PhraseExportFailed, "reference!"},
	{PhraseExportExpired, ""},
	{PhraseObjectionDone, ""},
	{PhraseRectificationNoted, "reference!"},
	{PhraseRestrictionNoted, "reference!"},
	{PhraseCarrierStop, ""},
	{PhraseCarrierHelp, ""},
	{PhraseCarrierStart, ""},
	{PhraseLinkTitle, ""},
	{PhraseLinkText, "until! size"},
	{PhraseLinkButton, ""},
	{PhraseLinkGone, ""},
	{PhraseCodeText, "until"},
	{PhraseCodeSend, ""},
	{PhraseCodeLabel, ""},
	{PhraseCodeWrong, ""},
	{PhraseCodeStopped, ""},
	{PhraseCodeSMS, "code!"},
	{PhraseWebTitle, ""},
	{PhraseWebIntro, ""},
	{PhraseWebPending, ""},
	{PhraseWebOpen, ""},
	{PhraseWebOffline, ""},
	{PhraseWebDeclined, ""},
	{PhraseWebPlaceholder, ""},
	{PhraseWebSend, ""},
	{PhraseWebPrivacyLine, ""},
	{PhraseWebPolicyLink, ""},
	{PhraseWebAskLabel, ""},
	{PhraseWebAskButton, ""},
	{PhraseWebSessionNote, ""},
	{PhraseWebYou, ""},
	{PhraseWebBot, ""},
	{PhraseWebTyping, ""},
	{PhraseWebRetry, ""},
	{PhraseWebClear, ""},
	{PhraseWebGoOn, ""},
	{PhraseWebWaits, ""},
	{PhraseWebLanguage, ""},
	{PhraseWebClearAsk, ""},
	{PhraseWebCleared, ""},
	{PhraseWebFailed, ""},
	{PhraseWebNoticeChanged, ""},
	{PhraseWebNoScript, ""},
	{PhrasePageEdition, "edition! date!"},
	{PhrasePageSample, ""},
	{PhrasePageEarlier, "link!"},
	{PhrasePageNotice, ""},
	{PhrasePageHash, "hash!"},
	{PhrasePageEditions, ""},
	{PhrasePageStorage, ""},
	{PhrasePageStorageText, "cookie! days!"},
	{PhrasePageStorageNamed, ""},
	{PhrasePageBack, ""},
	{PhrasePageMissing, ""},
	{PhraseExportTitle, ""},
	{PhraseExportIntro, ""},
	{PhraseExportMessages, ""},
	{PhraseExportConsents, ""},
	{PhraseExportEditions, ""},
	{PhraseExportPurposes, ""},
	{PhraseExportRecipients, ""},
	{PhraseExportRetention, ""},
	{PhraseExportManifest, ""},
}

// Phrases returns every phrase that an edition must have.
func Phrases() []Phrase {
	phrases := make([]Phrase, len(phraseRules))
	for i, r := range phraseRules {
		phrases[i] = r.Phrase
	}
	return phrases
}

// words lists the phrases that people type; each must be a single word.
var words = []Phrase{
	PhraseWordAgree, PhraseWordDecline, PhraseWordDelete, PhraseWordKeep, PhraseWordExport, PhraseWordLater,
}
