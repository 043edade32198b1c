package redact

var serviceVendors = []vendor{
	token("shopify", "shpat_ shpca_ shppa_ shpss_ shprt_ shpua_", hexAnySet, 32, 0, nil, "Shopify: access tokens"),
	token("hubspot", "pat-na1- pat-eu1- pat-na2- pat-ap1-", urlSet, 36, 36, uuid, "HubSpot: private apps"),
	token("mailgun", "key-", hexSet, 32, 32, nil, "Mailgun: API keys"),
	token("mailgun-private", "private-key-", hexSet, 32, 32, nil, "Mailgun: API keys"),
	{id: "mailchimp", prefixes: "-us", set: hexSet, min: 1, max: 2, lead: 32, check: anyBody, source: "Mailchimp: API keys"},
	token("sendgrid", "SG.", dottedSet, 60, 0, nil, "SendGrid: API keys"),
	token("brevo", "xkeysib- xsmtpsib-", urlSet, 64, 0, nil, "Brevo: API keys"),
	token("resend", "re_", wordSet, 24, 0, opaque, "Resend: API keys"),
	token("mailersend", "mlsn.", hexSet, 64, 64, nil, "MailerSend: API tokens"),
	token("mandrill", "md-", urlSet, 22, 22, mixed, "Mailchimp Transactional: API keys"),
	token("twilio", "SK", hexSet, 32, 32, nil, "Twilio: API keys"),
	token("intercom", "dG9rO", base64Set, 50, 0, mixed, "Intercom: access tokens"),
	token("nylas", "nyk_ nyk_v0_", alnumSet, 40, 0, mixed, "Nylas: API keys"),
	token("typeform", "tfp_", dottedSet, 40, 0, opaque, "Typeform: access tokens"),
	token("woocommerce", "ck_ cs_", hexSet, 40, 40, nil, "WooCommerce: REST API keys"),
	token("frameio", "fio-u-", urlSet, 64, 64, mixed, "Frame.io: tokens"),
	token("easypost", "EZAK EZTK", alnumSet, 54, 54, mixed, "EasyPost: API keys"),
	token("shippo", "shippo_live_ shippo_test_", hexAnySet, 40, 40, nil, "Shippo: API tokens"),
	token("duffel", "duffel_live_ duffel_test_", urlSet, 43, 0, nil, "Duffel: access tokens"),
	token("cloudinary", "cloudinary://", sasSet, 30, 0, opaque, "Cloudinary: environment variables"),
	token("svix", "testsk_", dottedSet, 30, 0, mixed, "Svix: API keys"),
	token("webhook-secret", "whsec_", base64Set, 24, 0, nil, "Standard Webhooks; Stripe, Svix"),
	token("canva", "cnvca", urlSet, 50, 0, nil, "Canva: client secrets"),
	token("pagerduty", "pdus+", urlSet, 20, 0, mixed, "PagerDuty: API tokens"),
	token("rootly", "rootly_", hexSet, 64, 64, nil, "Rootly: API keys"),
	token("liveblocks", "sk_dev_", urlSet, 40, 0, mixed, "Liveblocks: secret keys"),
	token("convex", "|eyJ2MiI6", base64Set, 40, 0, nil, "Convex: deploy keys"),
	token("checkly", "cu_", hexSet, 32, 32, nil, "Checkly: user API keys"),
	token("dub", "dub_", alnumSet, 24, 24, mixed, "Dub: API keys"),
	token("cal-com", "cal_live_ cal_test_", hexSet, 32, 32, nil, "Cal.com: API keys"),
	token("plain", "plainApiKey_", wordSet, 30, 0, mixed, "Plain: API keys"),
	token("calendly", "eyJraWQiOiIx", urlSet, 100, 0, nil, "Calendly: access tokens"),
}

func anyBody(string) bool { return true }

var messageVendors = []vendor{
	token("slack-bot", "xoxb-", urlSet, 20, 0, mixed, "Slack: token types"),
	token("slack-user", "xoxp- xoxs- xoxc- xoxd- xoxa- xoxa-2- xoxr- xoxo-", bearerSet, 20, 0, mixed, "Slack: token types"),
	token("slack-config", "xoxe- xoxe.xoxp- xoxe.xoxb-", urlSet, 20, 0, mixed, "Slack: token rotation"),
	token("slack-app", "xapp-", urlSet, 20, 0, mixed, "Slack: app-level tokens"),
	token("slack-webhook", "hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/", base64Set, 30, 0, opaque8, "Slack: incoming webhooks"),
	token("discord-webhook", "discord.com/api/webhooks/ discordapp.com/api/webhooks/", slugSet, 70, 0, opaque, "Discord: webhooks"),
	token("discord-bot", "MT Mz ND NT NZ OD OT", dottedSet, 56, 80, discord, "Discord: tokens"),
	{id: "telegram-bot", prefixes: ":A", set: urlSet, min: 34, max: 34, lead: 5, digits: 16, check: mixed, source: "Telegram: bot API"},
	token("teams-webhook", ".webhook.office.com/webhookb2/", sasSet, 80, 0, opaque8, "Microsoft Teams: webhooks"),
	token("zoom-webhook", "hooks.zoom.us/hooks/webhook/", slugSet, 20, 0, opaque8, "Zoom: webhooks"),
	token("klaviyo", "pk_", alnumSet, 34, 34, mixed, "Klaviyo: private API keys"),
	token("endor", "endr+", urlSet, 16, 16, mixed, "Endor Labs: API keys"),
	token("courier", "pk_prod_", alnumSet, 28, 28, shoutMixed, "Courier: API keys"),
	token("twitch", "oauth:", alnumSet, 30, 30, mixed, "Twitch: chat tokens"),
	token("pushbullet", "o.", alnumSet, 32, 32, mixed, "Pushbullet: access tokens"),
	token("matrix", "syt_ mct_ mcr_", wordSet, 30, 0, mixed, "Matrix: access tokens"),
	token("nostr", "nsec1", alnumSet, 58, 58, mixed, "NIP-19: private keys"),
}

func opaque8(body string) bool { return hasOpaque(body, 8) }

// discord: an id in base64, a time of six or seven characters, a signature.
func discord(body string) bool {
	first, second := -1, -1
	for i := range len(body) {
		if body[i] == '.' {
			if first < 0 {
				first = i
			} else if second < 0 {
				second = i
			} else {
				return false
			}
		}
	}
	return first >= 20 && first <= 28 && second-first >= 6 && second-first <= 8 && len(body)-second >= 27 && mixed(body[:first])
}

var paymentVendors = []vendor{
	token("stripe", "rk_live_ rk_test_ rk_prod_ sk_prod_ sk_org_live_ sk_org_test_", wordSet, 16, 0, nil, "Stripe: API keys"),
	token("square", "sq0atp-", urlSet, 22, 0, nil, "Square: access tokens"),
	token("square-secret", "sq0csp-", urlSet, 43, 0, nil, "Square: application secrets"),
	token("square-new", "EAAA", urlSet, 60, 60, mixed, "Square: access tokens"),
	token("braintree", "access_token$production$ access_token$sandbox$", dollarSet, 40, 0, mixed, "Braintree: access tokens"),
	token("plaid", "access-production- access-sandbox- access-development-", urlSet, 36, 36, uuid, "Plaid: access tokens"),
	token("razorpay", "rzp_live_ rzp_test_", alnumSet, 14, 14, mixed, "Razorpay: API keys"),
	token("flutterwave", "FLWSECK- FLWSECK_TEST- FLWSECK_LIVE-", urlSet, 12, 0, mixed, "Flutterwave: API keys"),
	token("mollie", "live_ test_", alnumSet, 30, 40, mixed, "Mollie, GoCardless: API keys"),
	token("paddle", "pdl_live_apikey_ pdl_sdbx_apikey_", wordSet, 30, 0, mixed, "Paddle: API keys"),
	token("paddle-webhook", "pdl_ntfset_", base64WordSet, 30, 0, mixed, "Paddle: notification secrets"),
	token("klarna", "klarna_live_api_ klarna_test_api_", base64Set, 32, 0, mixed, "Klarna: API keys"),
	token("brex", "bxt_", alnumSet, 30, 0, mixed, "Brex: user tokens"),
	token("polar", "polar_oat_ polar_pat_ polar_whs_", alnumSet, 30, 0, mixed, "Polar: access tokens"),
	token("xendit", "xnd_production_ xnd_development_", alnumSet, 40, 0, mixed, "Xendit: secret keys"),
	token("midtrans", "Mid-server- SB-Mid-server-", urlSet, 20, 0, mixed, "Midtrans: server keys"),
	token("mercadopago", "APP_USR-", urlSet, 50, 0, mixed, "Mercado Pago: access tokens"),
	token("coinbase", "organizations/", slugSet, 80, 0, coinbase, "Coinbase: CDP API key names"),
	token("wif", "5H 5J 5K", alnumSet, 49, 49, base58, "Bitcoin: wallet import format"),
	token("xprv", "xprv yprv zprv tprv", alnumSet, 107, 107, base58, "BIP 32"),
	token("ethereum-key", "PRIVATE_KEY=0x private_key=0x", hexAnySet, 64, 64, nil, "Ethereum: account keys"),
}

func coinbase(body string) bool { return containsFold(body, "/apikeys/") }

func base58(body string) bool {
	for i := range len(body) {
		switch body[i] {
		case '0', 'O', 'I', 'l':
			return false
		}
	}
	return mixed(body)
}
