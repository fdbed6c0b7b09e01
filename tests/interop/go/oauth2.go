package main

import (
	"context"
	"net/url"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

type credentials struct {
	Issuer, ID, Secret, Audience string
}

var styles = map[string]oauth2.AuthStyle{"header": oauth2.AuthStyleInHeader, "body": oauth2.AuthStyleInParams}

// x/oauth2, as its page writes it.
func use(act string, given credentials) interface{} {
	style, isThere := styles[act]
	if !isThere {
		return struct{}{}
	}
	config := clientcredentials.Config{
		ClientID:       given.ID,
		ClientSecret:   given.Secret,
		TokenURL:       given.Issuer + "/token",
		EndpointParams: url.Values{"audience": {given.Audience}},
		AuthStyle:      style,
	}
	token, err := config.Token(context.Background())
	if err != nil {
		return map[string]string{"failed": err.Error()}
	}
	return map[string]string{"said": token.AccessToken}
}
