package shapelaw.report.page;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawForm.Factor;
import shapelaw.law.joint.LawForm.Term;
import shapelaw.report.figure.Markup;
import shapelaw.report.figure.Numbers;
import shapelaw.report.study.LawSymbols;

/// Equations with raised exponents and lowered indices.
final class EquationMarkup {

  /// A word with an index, either of which may be missing, or anything else. In `x_k^-a_k` the
  /// exponent is what follows `^`.
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<raised>\\^(?<minus>-?)(?<power>[A-Za-z]+)(?:_(?<powerindex>\\w+))?)"
              + "|(?<word>[A-Za-z]+)(?:_(?<index>[A-Za-z0-9]+))?"
              + "|(?<other>.)",
          Pattern.DOTALL);

  private EquationMarkup() {}

  /// An equation that was written as programs do, such as `sum_k alpha_k x_k^-a_k + E`.
  static Markup of(String equation) {
    var html = new Markup().open("span", "class", "equation");
    Matcher token = TOKEN.matcher(equation);
    while (token.find()) {
      if (token.group("raised") != null) {
        html.open("sup").text(token.group("minus").isEmpty() ? "" : "−");
        symbol(html, token.group("power"), token.group("powerindex"));
        html.close();
      } else if (token.group("word") != null) {
        symbol(html, token.group("word"), token.group("index"));
      } else {
        html.text(token.group("other").replace('-', '−'));
      }
    }
    return html.close();
  }

  private static void symbol(Markup html, String word, @Nullable String index) {
    String letter = LawSymbols.letter(word);
    if (letter.equals("Σ") || letter.equals("Π")) {
      html.text(letter);
    } else {
      html.leaf("var", letter);
    }
    if (index != null) {
      html.leaf("sub", index);
    }
  }

  /// A law with its numbers. Terms whose coefficient is zero are left out.
  static Markup of(JointLaw law) {
    var html = new Markup().open("p", "class", "equation law").leaf("var", "L").text(" = ");
    int[] terms =
        IntStream.range(0, law.coefficients().length)
            .filter(j -> law.coefficients()[j] > 0)
            .toArray();
    if (terms.length == 0) {
      html.text("0");
    }
    for (int i = 0; i < terms.length; i++) {
      html.text(i == 0 ? "" : " + ");
      term(html, law, terms[i]);
    }
    return html.close();
  }

  private static void term(Markup html, JointLaw law, int j) {
    Term term = law.form().terms().get(j);
    html.open("span", "class", "term").text(Numbers.significant(law.coefficients()[j], 3));
    for (Factor factor : term.factors()) {
      String variable = LawSymbols.variable(factor.variable());
      html.text(" ").leaf(variable.length() == 1 ? "var" : "span", variable);
      html.leaf("sup", Numbers.significant(factor.sign() * law.exponent(factor.exponent()), 3));
    }
    html.close();
  }
}
