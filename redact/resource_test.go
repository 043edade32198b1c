package redact_test

import "testing"

// resourceAlikes hold names of resources, of their owners, of messages and pages.
var resourceAlikes = []string{
	"arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db-AbCd1F", `{"ARN":"arn:aws:secretsmanager:us-west-2:111122223333:secret:MyTestSecret-a1b2c3"}`,
	`{"encryptionKey":"arn:aws:kms:us-west-2:111122223333:key/c9fe2447-0795-4fda-afbe-8464574ae162"}`, `{"UserId":"AIDA","Account":"111122223333","Arn":"arn:aws:iam::111122223333:user/x"}`,
	`{"AccountId":"111122223333","ownerAccountIds":["111122223333"],"accountRole":"arn:aws:iam::111122223333:role/x"}`, "aws x --account-id 111122223333", "account id 12345678",
	`{"nextForwardToken":"f/31961209122447488583055879464742346735121166569214640130","LockToken":"e3db7e2c-d58b-4ee6-8346-6aec5511c6fb"}`,
	`"js-tokens": ["js-tokens@4.0.0", "", {}, "sha512-` + body(base62, 86) + `=="],`, "    checksum/secret: " + body(hexa, 64) + "\n", `{"annotations":{"checksum/secret":"` + body(hexa, 64) + `"}}`,
	`{"properties":{"password":{"type":"string","pattern":"^(?=.*[A-Z])(?=.*\\d).{8,}$"},"apiKey":{"pattern":"^NRAK-[A-Z0-9]+$"}}}`,
	"librtmp1 2.4+20151223.gitfa8646d.1-2",
	"Message-ID: <CAKQx9kLmPq2RsTuVwXyZa7b3c5@mail.example.org>\nReferences: <CAKQx9kLmPq2RsTuVwXyZa7b3c5@mail.example.org>\n <8d5c1f0e-1b2a-4c3d-9e8f-7a6b5c4d3e2f@example.org>\n",
	`{"messageId":"<8d5c1f0e-1b2a-4c3d-9e8f-7a6b5c4d3e2f@example.org>","headers":[{"name":"In-Reply-To","value":"<CAKQx9kLmPq2RsTuVwXyZa7b3c5@mail.example.org>"}]}`,
	"BEGIN:VEVENT\nUID:7kukuqrfedlm2f9t9x9klmpq2rst@google.com\nEND:VEVENT\n",
}

// resourceNeighbours are values that look like such names.
var resourceNeighbours = []row{
	{"an account with a number", `{"customerAccount":"12345678","accountNumber":"111122223333"}`, `{"customerAccount":"[ACCOUNT_1]","accountNumber":"[ACCOUNT_2]"}`},
	{"the ID of something else", "account of the holder with id 7: 12345678", "account of the holder with id 7: [ACCOUNT_1]"},
	{"an ID and a number", "account id 7, account 12345678", "account id 7, account [ACCOUNT_1]"},
	{"a person in a header for messages", "Message-ID: <al.meier@firm.org>\nFrom: <al.meier19850709@firm.org>\n", "Message-ID: <[EMAIL_1]>\nFrom: <[EMAIL_2]>\n"},
	{"a person as a reference", `{"references":["john.smith.19850709@firm.org"],"a":"<john.smith.19850709@firm.org>"}`, `{"references":["[EMAIL_1]"],"a":"<[EMAIL_1]>"}`},
	{"a person with an ID", `{"uid":"al.meier.19850709@firm.org"}`, `{"uid":"[EMAIL_1]"}`},
	{"a secret that begins like a name", "secret: arn:Qx7vLp2mZk9Aa", "secret: [API_KEY_1]"},
	{"a token of a client", `{"client_token":"` + body(base62, 24) + `"}`, `{"client_token":"[API_KEY_1]"}`},
}

func TestNamesOfResourcesStay(t *testing.T) { stay(t, resourceAlikes) }

func TestValuesLikeNamesOfResources(t *testing.T) { tryRows(t, resourceNeighbours) }
