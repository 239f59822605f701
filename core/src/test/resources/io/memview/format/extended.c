// Makes extended.txt: what C reads decimal numbers as, in both kinds of wide floating-point numbers.
//   gcc extended.c -o extended -lquadmath && ./extended > extended.txt   (on x64)
#include <quadmath.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print(const char *kind, const char *text, const void *number, int bytes) {
  uint64_t words[2] = {0, 0};
  memcpy(words, number, bytes);
  printf("%s %s %016llx%016llx\n", kind, text, (unsigned long long)words[1],
         (unsigned long long)words[0]);
}

static void both(const char *text) {
  long double x87 = strtold(text, NULL);
  __float128 quad = strtoflt128(text, NULL);
  print("X87", text, &x87, 10);
  print("BINARY128", text, &quad, 16);
}

int main(void) {
  static const char *const known[] = {
      "0", "1", "-1", "2", "0.1", "1e4932", "1.189731495357231765e4932",
      "1.18973149535723176508575932662800702e4932", "1.1897314953572317651e4932", "1e4933",
      "3.6451995318824746025e-4951", "3.3621031431120935063e-4932", "1.8e-4951", "1.9e-4951",
      "6.47517511943802511092443895822764655e-4966", "3.2e-4966", "3.3e-4966", "1e-4967",
      "3.36210314311209350626267781732175260e-4932", "3.36210314311209350626e-4932", "1e-4940",
      "123456789012345678901234567890", "-3.14159265358979323846264338327950288",
      "18446744073709551615", "18446744073709551617", "1e-20", "0.333333333333333333333333333333",
      "0.33333333333333333333333333333333333333333333",
      "10384593717069655257060992658440191", "10384593717069655257060992658440193",
      "20769187434139310514121985316880385", "20769187434139310514121985316880386"};
  for (unsigned i = 0; i < sizeof known / sizeof *known; i++) {
    both(known[i]);
  }
  srand(3118);
  for (int i = 0; i < 100; i++) {
    char text[64];
    int at = sprintf(text, "%s%d.", rand() % 2 ? "-" : "", rand() % 10);
    for (int digits = rand() % 40 + 1; digits > 0; digits--) {
      text[at++] = '0' + rand() % 10;
    }
    sprintf(text + at, "e%d", rand() % 9900 - 4965);
    both(text);
  }
}
