using System.Globalization;
using System.Text;
using Merlon.Workspaces;

namespace Merlon.Web.App.People;

/// <summary>Names that people choose for themselves: what they say and sign is shown under it, so that nobody takes one that somebody else goes by.</summary>
static class ShownNames
{
    /// <summary>Refuses a name that another person of the team goes by, however it is spelt; who has it already keeps it.</summary>
    /// <exception cref="InvalidDataException">Somebody else goes by it.</exception>
    public static void RequireFree(Team team, Person person, string? wanted)
    {
        if (wanted is null || Plain(wanted) == Plain(person.Name))
        {
            return;
        }

        if (team.People().Any(other => other.Id != person.Id && Plain(other.Name) == Plain(wanted)))
        {
            throw new InvalidDataException("somebody else in the team goes by that name: add what tells you apart");
        }
    }

    // Letters and digits as they look: no case, no width, no marks that are not seen.
    static string Plain(string name) => string.Concat(name.Normalize(NormalizationForm.FormKC).Where(static c => !char.IsWhiteSpace(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control))).ToUpperInvariant();
}
