using System.Net;
using Merlon.Web.App.People;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Security;

/// <summary>Guessing passwords, links and tokens: how often, and what is learnt from it.</summary>
public sealed class GuessingTests
{
    const string Password = "blue kettle seven oceans";

    [Fact]
    public async Task Wrong_passwords_lock_the_account_for_longer_each_time_and_tell_nothing()
    {
        SettableTime time = new();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Clock = time });
        await SessionTests.AddAsync(served, "anna", "viewer");
        using Visitor visitor = new(served.Address);
        var unknown = await TextAsync(await visitor.SignInAsync("nobody", Password), HttpStatusCode.Unauthorized);
        var wrong = "";
        for (var i = 0; i < Team.FailedMax; i++)
        {
            wrong = await TextAsync(await visitor.SignInAsync("anna", "wrong wrong wrong"), HttpStatusCode.Unauthorized);
        }

        wrong.ShouldBe(unknown); // neither who exists nor who is locked
        (await visitor.SignInAsync("anna", Password)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        time.Pass(TimeSpan.FromSeconds(Team.LockSecondsMin + 1));
        (await visitor.SignInAsync("anna", "wrong wrong wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        time.Pass(TimeSpan.FromSeconds(Team.LockSecondsMin + 1));
        (await visitor.SignInAsync("anna", Password)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized); // twice as long by now
        time.Pass(TimeSpan.FromSeconds(Team.LockSecondsMin));
        (await visitor.SignInAsync("anna", Password)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        served.Server.Served.Team.FindLogin("anna")!.Failed.ShouldBe(0);
    }

    [Fact]
    public async Task One_address_has_few_attempts_a_minute()
    {
        SettableTime time = new();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Clock = time });
        using Visitor visitor = new(served.Address);
        for (var i = 0; i < Pacing.AttemptsBurst; i++)
        {
            (await visitor.GetAsync("/invitation?link=guess")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        }

        using var refused = await visitor.GetAsync("/invitation?link=guess");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(60 / Pacing.AttemptsPerMinuteMax));
        time.Pass(TimeSpan.FromSeconds(60 / Pacing.AttemptsPerMinuteMax));
        (await visitor.GetAsync("/invitation?link=guess")).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public void Buckets_of_many_addresses_do_not_grow_without_bound()
    {
        RequestPace pace = new(perMinute: 10, burst: 2, new SettableTime());
        for (var i = 0; i < RequestPace.RememberedMax + 100; i++)
        {
            pace.TryTake(i.ToString(System.Globalization.CultureInfo.InvariantCulture), out _).ShouldBeTrue();
        }

        pace.Remembered.ShouldBeLessThanOrEqualTo(RequestPace.RememberedMax);
    }

    [Theory]
    [InlineData("blue kettle seven oceans", true)]
    [InlineData("Zwölf Boxkämpfer jagen", true)]
    [InlineData("x7#kQ!v9$Lp2", true)]
    [InlineData("eleven char", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("123456789012", false)]
    [InlineData("Password1234!", false)]
    [InlineData("P@$$w0rd2026", false)]
    [InlineData("Welcome2026!!", false)]
    [InlineData("qwertyuiop123", false)]
    [InlineData("anna.berg2026", false)]
    [InlineData("merlonmerlon1", false)]
    public void What_everybody_tries_first_is_no_password(string password, bool isTaken)
    {
        var check = () => PasswordRules.Require(password, "anna", "Anna Berg", "anna.berg@example.org");
        if (isTaken)
        {
            check.ShouldNotThrow();
        }
        else
        {
            check.ShouldThrow<InvalidDataException>();
        }
    }

    [Fact]
    public void A_password_may_have_a_thousand_bytes_and_not_one_more()
    {
        var words = string.Concat(Enumerable.Range(0, 200).Select(static i => "lamp" + (char)('a' + (i * 7 % 26))));
        Should.NotThrow(() => PasswordRules.Require(words.PadRight(PasswordRules.BytesMax, 'z')));
        Should.Throw<InvalidDataException>(() => PasswordRules.Require(words.PadRight(PasswordRules.BytesMax + 1, 'z')));
    }

    static async Task<string> TextAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(status);
            var html = await answer.Content.ReadAsStringAsync();
            return System.Net.WebUtility.HtmlDecode(html[html.IndexOf("role=\"alert\"", StringComparison.Ordinal)..html.IndexOf("<form", StringComparison.Ordinal)]);
        }
    }
}
