using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Talk;

/// <summary>Who can be called in a comment, and asked to do something.</summary>
static class TalkPeople
{
    /// <summary>Everybody, by login.</summary>
    public static IReadOnlyList<TalkPerson> Of(Team team) => [];

    /// <summary>What the caller signs in with.</summary>
    public static string LoginOf(Team team, Caller caller) => caller.Name.ToLowerInvariant();

    /// <summary>The caller as somebody who says something.</summary>
    public static TalkPerson PersonOf(Team team, Caller caller) => new(caller.Id, LoginOf(team, caller), caller.Name);

    /// <summary>What a login is called; the login itself where nobody has it.</summary>
    public static string NameOf(IReadOnlyList<TalkPerson> people, string login) => people.FirstOrDefault(person => person.Login == login)?.Name ?? login;
}
