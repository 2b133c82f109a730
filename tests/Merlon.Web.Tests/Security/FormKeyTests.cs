using Merlon.Web.App.People;

namespace Merlon.Web.Tests.Security;

/// <summary>The key that proves that a change was asked for by a page of ours.</summary>
public sealed class FormKeyTests
{
    [Fact]
    public void A_key_is_another_text_each_time_and_still_the_key()
    {
        var first = FormKeys.Masked("secret");
        var second = FormKeys.Masked("secret");
        string.Equals(first, second, StringComparison.Ordinal).ShouldBeFalse();
        FormKeys.IsOf("secret", first).ShouldBeTrue();
        FormKeys.IsOf("secret", second).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("????????????????????????????????????????????????????????????????????????????????????????")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_key_is_none(string text) => FormKeys.IsOf("secret", text).ShouldBeFalse();

    [Fact]
    public void The_key_of_another_session_is_none() => FormKeys.IsOf("secret", FormKeys.Masked("another")).ShouldBeFalse();
}
