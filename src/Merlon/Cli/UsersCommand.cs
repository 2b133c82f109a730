using System.CommandLine;
using Merlon.Web.App.People;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon users</c>: the people of a team, for whoever owns the server: also when no administrator can sign in.</summary>
static class UsersCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("users", "Manage who may sign in, on the machine of the server.")
        {
            Examples = [new("merlon users add anna --role analyst", "Prints the one-time link with which anna chooses a password."), new("merlon users list", "Who may sign in.")],
        };
        foreach (var inner in (Command[])
        [
            BuildList(terminal),
            BuildAdd(terminal),
            BuildRole(terminal),
            BuildOn(terminal, "disable", "Keep a person out: sessions end at once, tokens stop working.", "merlon users disable bert", static (team, person) => team.ChangePerson(person.Id, revision: null, new PersonChange { IsEnabled = false })),
            BuildOn(terminal, "enable", "Let a person in again, and forget wrong passwords.", "merlon users enable bert", static (team, person) => team.ChangePerson(person.Id, revision: null, new PersonChange { IsEnabled = true, Unlocks = true })),
            BuildLink(terminal, "link", "Print a new one-time link with which a person chooses a password.", "merlon users link bert", isReset: false),
            BuildLink(terminal, "reset", "Sign a person out everywhere, and print a one-time link with which they choose a new password.", "merlon users reset bert", isReset: true),
        ])
        {
            command.Add(inner);
        }

        return command;
    }

    static ExampledCommand BuildList(Terminal terminal)
    {
        var command = new ExampledCommand("list", "List the people of a team.") { Examples = [new("merlon users list", "Logins, names, roles, states."), new("merlon users list --json", "As a JSON document.")] };
        Place place = new(command, terminal);
        command.SetAction(parse =>
        {
            var people = place.Open(parse).People();
            if (parse.GetValue(place.Json))
            {
                JsonPrint.To(terminal, json =>
                {
                    json.WriteStartObject();
                    json.WriteStartArray("people");
                    foreach (var person in people)
                    {
                        PeopleJson.Write(json, person);
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                });
                return ExitCode.Success;
            }

            var width = people.Select(static person => person.Login.Length).DefaultIfEmpty(0).Max();
            foreach (var person in people)
            {
                terminal.Out.WriteLine(SafeText.Line($"{person.Login.PadRight(width)}  {person.Role,-13}  {person.State,-8}  {PeopleJson.Instant(person.SeenAt),-20}  {person.Name}"));
            }

            terminal.Out.WriteLine(people.Count == 0 ? "There is nobody yet: merlon serve prints a link for the first administrator." : "");
            return ExitCode.Success;
        });
        return command;
    }

    static ExampledCommand BuildAdd(Terminal terminal)
    {
        var command = new ExampledCommand("add", "Add a person, and print the one-time link with which they choose a password.")
        {
            Examples = [new("merlon users add anna --name \"Anna Berg\" --role administrator", "An administrator; without --role a viewer.")],
        };
        var login = OptionReading.Argument("LOGIN", "What they type to sign in.");
        var name = OptionReading.Text("--name", "The name that others see (default: the login).", "TEXT");
        var email = OptionReading.Text("--email", "The e-mail address.", "ADDRESS");
        var role = OptionReading.Word("--role", "The role (default: viewer).", "ROLE", Person.Roles);
        command.Add(login);
        command.Add(name);
        command.Add(email);
        command.Add(role);
        Place place = new(command, terminal) { HasLinks = true };
        command.SetAction(parse =>
        {
            var team = place.Open(parse);
            var wanted = parse.GetRequiredValue(login);
            var person = team.AddPerson(new Person("", wanted, parse.GetValue(name) ?? wanted, parse.GetValue(role) ?? Person.Roles[0]) { Email = parse.GetValue(email) ?? "", State = Person.Invited });
            Note(team, "invite-person", $"{person.Login} as {person.Role}");
            return place.PrintLink(parse, person, OneTimeLinks.Invite(team, person.Id));
        });
        return command;
    }

    static ExampledCommand BuildRole(Terminal terminal)
    {
        var command = new ExampledCommand("role", "Give a person another role.") { Examples = [new("merlon users role bert approver", "From the next request on.")] };
        var login = OptionReading.Argument("LOGIN", "What they type to sign in.");
        var role = OptionReading.Argument("ROLE", $"One of {string.Join(", ", Person.Roles)}.");
        command.Add(login);
        command.Add(role);
        Place place = new(command, terminal);
        command.SetAction(parse =>
        {
            var team = place.Open(parse);
            var person = Find(team, parse.GetRequiredValue(login));
            var wanted = parse.GetRequiredValue(role);
            var changed = team.ChangePerson(person.Id, revision: null, new PersonChange { Role = wanted });
            Note(team, "change-person", $"{person.Login}: role {person.Role} to {wanted}");
            return place.Print(parse, changed ?? person);
        });
        return command;
    }

    static ExampledCommand BuildOn(Terminal terminal, string name, string description, string example, Func<Team, Person, Person?> change)
    {
        var command = new ExampledCommand(name, description) { Examples = [new(example, description)] };
        var login = OptionReading.Argument("LOGIN", "What they type to sign in.");
        command.Add(login);
        Place place = new(command, terminal);
        command.SetAction(parse =>
        {
            var team = place.Open(parse);
            var person = Find(team, parse.GetRequiredValue(login));
            var changed = change(team, person);
            Note(team, "change-person", $"{person.Login}: {name}");
            return place.Print(parse, changed ?? person);
        });
        return command;
    }

    static ExampledCommand BuildLink(Terminal terminal, string name, string description, string example, bool isReset)
    {
        var command = new ExampledCommand(name, description) { Examples = [new(example, description)] };
        var login = OptionReading.Argument("LOGIN", "What they type to sign in.");
        command.Add(login);
        Place place = new(command, terminal) { HasLinks = true };
        command.SetAction(parse =>
        {
            var team = place.Open(parse);
            var person = Find(team, parse.GetRequiredValue(login));
            if (person.State == Person.Disabled)
            {
                return Failure.Refuse(terminal, $"{person.Login} is kept out", $"Let them in first: merlon users enable {person.Login}");
            }

            if (isReset)
            {
                team.EndSessions(person.Id, keptSession: "");
                team.ChangePerson(person.Id, revision: null, new PersonChange { Unlocks = true });
            }

            Note(team, isReset ? "reset-person" : "link-person", person.Login);
            return place.PrintLink(parse, person, OneTimeLinks.Invite(team, person.Id));
        });
        return command;
    }

    static Person Find(Team team, string login) => team.FindLogin(login) ?? throw new InvalidDataException($"there is nobody with the login '{login}': merlon users list");

    static void Note(Team team, string action, string subject) => team.Audit(new AuditEntry(default, "", "the server's owner", action, subject, "done", "console"));

    /// <summary>Where the team's tables are, and how answers are given.</summary>
    sealed class Place
    {
        readonly Terminal terminal;
        readonly Option<string?> workspace = OptionReading.Text("--workspace", "The folder of the workspace (default: .merlon in the current folder).", "DIR");
        readonly Option<string?> url = OptionReading.Text("--url", "Where people reach the server (default: http://127.0.0.1:8484).", "URL");
        readonly Command command;
        readonly bool hasLinks;

        public Place(Command command, Terminal terminal)
        {
            this.command = command;
            this.terminal = terminal;
            command.Add(workspace);
            command.Add(Json);
        }

        public Option<bool> Json { get; } = OptionReading.Json();

        /// <summary>True for commands that print a link.</summary>
        public bool HasLinks
        {
            get => hasLinks;
            init
            {
                hasLinks = value;
                command.Add(url);
            }
        }

        public Team Open(ParseResult parse)
        {
            var folder = Path.GetFullPath(parse.GetValue(workspace) ?? Workspace.DefaultFolderName);
            return terminal.Database is null && !Directory.Exists(folder)
                ? throw new InvalidDataException($"there is no workspace {folder}: name it with --workspace, or start merlon serve once")
                : Team.Open(new TeamOptions(folder, terminal.Clock) { Database = terminal.Database });
        }

        public int Print(ParseResult parse, Person person)
        {
            if (parse.GetValue(Json))
            {
                JsonPrint.To(terminal, json => PeopleJson.Write(json, person));
            }
            else
            {
                terminal.Out.WriteLine(SafeText.Line($"{person.Login} ({person.Name}) is {person.Role}, {person.State}."));
            }

            return ExitCode.Success;
        }

        public int PrintLink(ParseResult parse, Person person, string path)
        {
            var link = (parse.GetValue(url) ?? "http://127.0.0.1:8484").TrimEnd('/') + path;
            if (parse.GetValue(Json))
            {
                JsonPrint.To(terminal, json =>
                {
                    json.WriteStartObject();
                    json.WritePropertyName("person");
                    PeopleJson.Write(json, person);
                    json.WriteString("link", link);
                    json.WriteEndObject();
                });
                return ExitCode.Success;
            }

            terminal.Out.WriteLine(SafeText.Line($"{person.Login} ({person.Name}), {person.Role}, chooses a password here (works once, for 7 days):"));
            terminal.Out.WriteLine("  " + SafeText.Line(link));
            return ExitCode.Success;
        }
    }
}
