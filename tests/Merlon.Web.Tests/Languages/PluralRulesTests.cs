using Merlon.Web.App;

namespace Merlon.Web.Tests.Languages;

/// <summary>The forms that numbers take, held against the browser's own tables, which come from the same source by another way.</summary>
public sealed class PluralRulesTests(Chromium chromium) : IClassFixture<Chromium>
{
    static readonly long[] Numbers = [.. Enumerable.Range(0, 260).Select(static number => (long)number), 1_000, 1_001, 1_002, 1_011, 999_999, 1_000_000, 1_000_001, 2_000_000, 3_000_002, 1_000_000_000_000];

    [Fact]
    public async Task Every_language_agrees_with_the_browser()
    {
        await using var opened = await chromium.BlankAsync();
        List<string> faults = [];
        foreach (var language in PluralRules.Languages.Concat(["de", "en", "nl", "sv", "tr", "hu", "el", "bg", "fi", "et", "ka", "kk", "eu", "pt-BR", "pt-PT", "zh-Hant"]))
        {
            var forms = await opened.Page.EvaluateAsync<string[]>("([language, numbers]) => Intl.PluralRules.supportedLocalesOf(language).length ? numbers.map((number) => new Intl.PluralRules(language).select(number)) : []", new object[] { language, Numbers });
            if (forms.Length > 0 && Numbers.Where((number, i) => PluralRules.FormOf(language, number) != forms[i]).ToList() is { Count: > 0 } others)
            {
                faults.Add($"{language}: {string.Join(", ", others.Take(8))} is {forms[Array.IndexOf(Numbers, others[0])]}, not {PluralRules.FormOf(language, others[0])}");
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    [Theory]
    [InlineData("de", new[] { "one", "other" })]
    [InlineData("pl", new[] { "one", "few", "many" })]
    [InlineData("fr", new[] { "one", "other" })]
    [InlineData("ja", new[] { "other" })]
    [InlineData("ar", new[] { "zero", "one", "two", "few", "many", "other" })]
    public void A_translation_needs_the_forms_that_whole_numbers_take(string language, string[] forms) => PluralRules.FormsOf(language).ShouldBe(forms);
}
