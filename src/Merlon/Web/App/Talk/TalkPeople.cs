using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Talk;

/// <summary>Who can be called in a comment, and asked to do something.</summary>
static class TalkPeople
{
    /// <summary>Everybody who may sign in, by login.</summary>
    public static IReadOnlyList<TalkPerson> Of(Team team)
        => [.. team.People().Where(static person => person.State != Person.Disabled).Select(static person => new TalkPerson(person.Id, person.Login, person.Name))];

    /// <summary>What the caller signs in with.</summary>
    public static string LoginOf(Team team, Caller caller) => team.FindPerson(caller.Id)?.Login ?? "";

    /// <summary>The caller as somebody who says something.</summary>
    public static TalkPerson PersonOf(Team team, Caller caller) => new(caller.Id, LoginOf(team, caller), caller.Name);

    /// <summary>What a login is called; the login itself where nobody has it.</summary>
    public static string NameOf(IReadOnlyList<TalkPerson> people, string login) => people.FirstOrDefault(person => person.Login == login)?.Name ?? login;
}
