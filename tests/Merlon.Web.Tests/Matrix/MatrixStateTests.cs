using Merlon.Web.App.Matrix;
using Microsoft.AspNetCore.WebUtilities;

namespace Merlon.Web.Tests.Matrix;

public sealed class MatrixStateTests
{
    [Theory]
    [InlineData("")]
    [InlineData("?domain=ics-attack&release=17.1&view=detection&scope=Head+office&with=day%3A2026-01-31")]
    [InlineData("?layer=0123456789abcdef&with=layer%3Afedcba9876543210&open=all&ids=1")]
    [InlineData("?platform=Windows&platform=Linux&group=G0016&log-source=WinEventLog%3ASysmon&q=power+%26+shell&show=dim&open=T1003,T1059")]
    public void An_address_says_the_whole_state_and_comes_back_the_same(string query)
        => Uri.UnescapeDataString(Of(query).ToQuery()).ShouldBe(Uri.UnescapeDataString(query));

    [Fact]
    public void What_means_nothing_is_left_out()
    {
        var state = Of("?view=<script>&show=maybe&open=&rule=&nonsense=1&tests=missed&tests=missed");
        state.View.ShouldBeEmpty();
        state.ToQuery().ShouldBe("?tests=missed");
    }

    [Fact]
    public void The_menu_of_views_offers_layers_too()
    {
        Of("?view=layer:abc&layer=old").ShouldSatisfyAllConditions(static state => state.Layer.ShouldBe("abc"), static state => state.View.ShouldBeEmpty());
        Of("?view=gap&layer=old").Layer.ShouldBeEmpty();
        Of("?day=2026-01-31").With.ShouldBe("day:2026-01-31");
    }

    [Fact]
    public void Everything_is_bounded()
    {
        Of("?q=" + new string('a', MatrixState.ValueCharsMax)).Text.Length.ShouldBe(MatrixState.ValueCharsMax);
        Of("?q=" + new string('a', MatrixState.ValueCharsMax + 1)).Text.ShouldBeEmpty();
        Of("?" + string.Join('&', Enumerable.Range(0, MatrixState.FilterValuesMax + 1).Select(static i => $"group=G{i}"))).Of("group").Count.ShouldBe(MatrixState.FilterValuesMax);
    }

    static MatrixState Of(string query) => MatrixState.Parse(QueryHelpers.ParseQuery(query));
}
