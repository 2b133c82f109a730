using System.Text.RegularExpressions;
using Merlon.Visibility;

namespace Merlon.Defense.Tests.Visibility;

public sealed class HostPatternTests
{
    [Fact]
    public void Patterns_fit_as_the_same_regular_expressions_do()
    {
        var random = new Random(5);
        for (var round = 0; round < 20_000; round++)
        {
            var pattern = Text(random, "ab*?.");
            var host = Text(random, "abAB.");
            HostPattern.Fits(pattern, host).ShouldBe(Naive(pattern, host), $"{pattern} on {host}");
        }
    }

    [Theory]
    [InlineData("ws-7", "WS-7.corp.example", true)]
    [InlineData("ws-7.corp.example", "ws-7", false)]
    [InlineData("10.1.*", "10.1.2.3", true)]
    [InlineData("10", "10.1.2.3", false)]
    public void A_name_without_a_point_fits_the_first_label_but_no_address(string pattern, string host, bool fits) => HostPattern.Fits(pattern, host).ShouldBe(fits);

    static bool Naive(string pattern, string host)
    {
        var whole = new Regex($"^(?:{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        var label = host.IndexOf('.', StringComparison.Ordinal) > 0 ? host[..host.IndexOf('.', StringComparison.Ordinal)] : host;
        return whole.IsMatch(host) || !pattern.Contains('.', StringComparison.Ordinal) && whole.IsMatch(label);
    }

    static string Text(Random random, string letters) => string.Concat(Enumerable.Range(0, random.Next(0, 9)).Select(_ => letters[random.Next(letters.Length)]));
}
