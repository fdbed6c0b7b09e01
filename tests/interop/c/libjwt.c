/*
 * libjwt, as its documents write it. It knows no key sets: the public key of the issuer is a file. It looks at the signature,
 * and the claims are left to who uses it. In each line of stdin a token, or a + and by how many seconds the clock is moved; in
 * each line of stdout the answer.
 */
#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int is(jwt_t *jwt, const char *claim, const char *wanted)
{
  const char *found = jwt_get_grant(jwt, claim);
  return found != NULL && strcmp(found, wanted) == 0;
}

int main(int count, char **words)
{
  if (count != 5)
    return 2;
  const char *issuer = words[2], *audience = words[3];
  jwt_alg_t algorithm = jwt_str_alg(words[4]);
  unsigned char key[10000];
  FILE *file = fopen(words[1], "r");
  if (file == NULL)
    return 1;
  size_t length = fread(key, 1, sizeof key, file);
  fclose(file);

  static char line[20000];
  long ahead = 0;
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    jwt_t *jwt = NULL;
    int failed;
    if (line[0] == '+') {
      ahead += atol(line + 1);
      puts("moved");
    } else if ((failed = jwt_decode(&jwt, line, key, length)) != 0) {
      printf("refused %s\n", strerror(failed));
    } else {
      int isForUs = jwt_get_alg(jwt) == algorithm && is(jwt, "iss", issuer) && is(jwt, "aud", audience) &&
        jwt_get_grant_int(jwt, "exp") > time(NULL) + ahead;
      printf(isForUs ? "subject %s\n" : "refused %s: not for us\n", jwt_get_grant(jwt, "sub"));
      jwt_free(jwt);
    }
    fflush(stdout);
  }
  return 0;
}
