package main

import (
	"context"
	"net/url"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

type credentials struct {
	Issuer, ID, Secret, Audience, Pem string
	AssertsForIssuer                  bool
}

var styles = map[string]oauth2.AuthStyle{"header": oauth2.AuthStyleInHeader, "body": oauth2.AuthStyleInParams}

func use(client string, act string, given credentials) interface{} {
	if client == "x/oauth2/jwt" {
		return useServiceAccount(act, given)
	}
	return useClientCredentials(act, given)
}

// x/oauth2, as its page writes it.
func useClientCredentials(act string, given credentials) interface{} {
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
	return saidBy(config.TokenSource(context.Background()))
}

func saidBy(source oauth2.TokenSource) interface{} {
	token, err := source.Token()
	if err != nil {
		return map[string]string{"failed": err.Error()}
	}
	return map[string]string{"said": token.AccessToken}
}
