# Makes tests/unit/answers/survey.json: what R's package survey says, and the sums that `measure` needs to say the same.
# Run by hand, once: apt-get install r-base-core r-cran-survey; Rscript scripts/make_survey_answers.R > FILE
# The data are those of ?api in the package (schools of California); sums are kept here, the data are not.
suppressMessages(library(survey))
data(api)
num <- function(x) sprintf("%.17g", unname(x))
row <- function(...) paste0("{", paste0('"', names(c(...)), '": ', c(...), collapse = ", "), "}")

# Sums and sums of products over the sampling units of one stratum, of y, x and the number of schools behind them.
moments <- function(y, x, counted, units, population) row(
  respondents = units, population = population, count = sum(counted),
  y = num(sum(y)), x = num(sum(x)), yy = num(sum(y * y)), yx = num(sum(y * x)), xx = num(sum(x * x)))

clusters <- function(inside) {
  y <- tapply(ifelse(inside, apiclus1$api.stu, 0), apiclus1$dnum, sum)
  x <- tapply(ifelse(inside, apiclus1$enroll, 0), apiclus1$dnum, sum)
  moments(y, x, inside, length(y), apiclus1$fpc[1])
}
strata <- function(inside, y, x) {
  one <- function(s) {
    at <- apistrat$stype == s
    moments(ifelse(inside, y, 0)[at], ifelse(inside, x, 0)[at], inside[at], sum(at), apistrat$fpc[at][1])
  }
  paste0("[", paste(sapply(c("E", "H", "M"), one), collapse = ", "), "]")
}
case <- function(name, parts, ...) cat('  "', name, '": {"parts": ', parts, ", ", paste(c(...), collapse = ", "), "},\n", sep = "")
said <- function(name, value) paste0('"', name, '": ', num(value))

cat('{\n  "made_with": "R ', as.character(getRversion()), ", survey ", as.character(packageVersion("survey")), '",\n', sep = "")
dclus1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
for (part in c("all", "H")) {
  inside <- if (part == "all") rep(TRUE, nrow(apiclus1)) else apiclus1$stype == part
  r <- svyratio(~api.stu, ~enroll, dclus1[inside, ])
  case(paste0("apiclus1 ratio ", part), paste0("[", clusters(inside), "]"), said("value", coef(r)), said("error", SE(r)))
}
# Without weights = ~pw, which are rounded to single precision: the weights are then population over sample.
dstrat <- svydesign(id = ~1, strata = ~stype, data = apistrat, fpc = ~fpc)
for (part in c("all", "large")) {
  inside <- if (part == "all") rep(TRUE, nrow(apistrat)) else apistrat$enroll > 700
  d <- dstrat[inside, ]
  r <- svyratio(~api.stu, ~enroll, d)
  ci <- confint(r, df = degf(d))
  case(paste("apistrat ratio", part), strata(inside, apistrat$api.stu, apistrat$enroll), said("value", coef(r)),
       said("error", SE(r)), said("degrees", degf(d)), said("low", ci[1]), said("high", ci[2]))
  p <- svyciprop(~I(sch.wide == "Yes"), d, method = "beta")
  ci <- confint(p)
  case(paste("apistrat share", part), strata(inside, 1 * (apistrat$sch.wide == "Yes"), rep(1, nrow(apistrat))),
       said("value", coef(p)), said("error", sqrt(attr(p, "var"))), said("degrees", degf(d)),
       said("low", ci[1]), said("high", ci[2]))
}
wilson <- function(x, n) {
  ci <- prop.test(x, n, correct = FALSE)$conf.int
  paste0("[", x, ", ", n, ", ", num(ci[1]), ", ", num(ci[2]), "]")
}
cat('  "wilson": [', paste(wilson(301, 315), wilson(0, 7), wilson(9, 9), wilson(1, 40), wilson(64590, 333427), sep = ", "), "]\n}\n", sep = "")
