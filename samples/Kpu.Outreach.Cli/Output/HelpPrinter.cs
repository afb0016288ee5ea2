using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Kpu.Outreach.Cli.Output;

/// <summary>Prints help in the person's language; the parser's own speaks no Indonesian.</summary>
internal sealed class HelpPrinter(HelpTexts help) : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return ExitCode.Done;
    }

    public void Write(Command command, TextWriter output)
    {
        var isGroup = command.Subcommands.Count > 0;
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"{help.UsageTitle}: {string.Join(' ', command.Arguments.Select(a => a.Name).Prepend(Full(command)))}{(isGroup ? $" <{help.CommandsTitle}>" : "")} [{help.OptionsTitle}]");
        Section(output, help.CommandsTitle, command.Subcommands.Select(c => (string.Join(' ', Words(c).Prepend(c.Name)), c.Description)));
        Section(output, help.ArgumentsTitle, command.Arguments.Select(a => (a.Name, a.Description)));
        var options = command.Options.Concat(Ancestors(command).SelectMany(p => p.Options.Where(o => o.Recursive)));
        Section(output, help.OptionsTitle, options.Select(o => (o.HelpName is null ? o.Name : $"{o.Name} {o.HelpName}", o.Description)));
    }

    /// <summary>A command as it is written, such as <c>outreach ledger verify</c>.</summary>
    public static string Full(Command command) => string.Join(' ', Ancestors(command).Reverse().Append(command).Select(c => c is RootCommand ? "outreach" : c.Name));

    private static IEnumerable<Command> Ancestors(Command command)
    {
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault(); parent is not null; parent = parent.Parents.OfType<Command>().FirstOrDefault()) yield return parent;
    }

    private static IEnumerable<string> Words(Command command) => command.Subcommands.Count > 0 ? [string.Join('|', command.Subcommands.Select(c => c.Name))] : command.Arguments.Select(a => a.Name);

    private static void Section(TextWriter output, string title, IEnumerable<(string Name, string? Description)> rows)
    {
        var lines = rows.ToList();
        if (lines.Count == 0) return;
        output.WriteLine();
        output.WriteLine($"{title}:");
        var width = lines.Max(l => l.Name.Length) + 2;
        foreach (var (name, description) in lines) output.WriteLine($"  {name.PadRight(width)}{description}");
    }
}

/// <summary>Says what is wrong with the words of a command.</summary>
internal static class UsageErrors
{
    public static int Say(ParseResult parsed, Screen screen)
    {
        var help = new HelpTexts(screen.Texts);
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0)
        {
            screen.Say(help.NoCommand);
            screen.Say();
            using var text = new StringWriter();
            new HelpPrinter(help).Write(command, text);
            screen.Say(text.ToString());
            return ExitCode.BadInput;
        }

        // Behind an unknown command the parser also misses a known one; that says nothing new.
        var errors = parsed.Errors.Where(e => command.Subcommands.Count == 0 || e.SymbolResult is not CommandResult || parsed.UnmatchedTokens.Any(t => e.Message.Contains($"'{t}'", StringComparison.Ordinal)));
        foreach (var sentence in errors.Select(e => Sentence(e, parsed, help)).Distinct()) screen.Say(sentence);
        screen.Say(help.SeeHelp(HelpPrinter.Full(command)));
        return ExitCode.BadInput;
    }

    // The parser phrases its own errors in English only; those of validators are ours already.
    private static string Sentence(ParseError error, ParseResult parsed, HelpTexts help)
    {
        if (parsed.UnmatchedTokens.FirstOrDefault(t => error.Message.Contains($"'{t}'", StringComparison.Ordinal)) is { } unknown) return help.Unknown(unknown);
        return error.SymbolResult switch
        {
            ArgumentResult { Parent: OptionResult option } when option.Tokens.Count == 0 => help.NeedsValue(option.Option.Name),
            OptionResult { Tokens.Count: 0 } option when option.Option.Required && option.IdentifierToken is null => help.Missing(option.Option.Name),
            OptionResult option when option.Tokens.Count == 0 || option.IdentifierTokenCount > 1 => help.NeedsValue(option.Option.Name),
            ArgumentResult { Tokens.Count: 0 } argument => help.Missing(argument.Argument.Name),
            CommandResult result when result.Command.Options.FirstOrDefault(o => o.Required && error.Message.Contains($"'{o.Name}'", StringComparison.Ordinal)) is { } missing => help.Missing(missing.Name),
            CommandResult result when result.Command.Arguments.Any(a => result.GetResult(a) is null or { Tokens.Count: 0 }) && error.Message.Contains("argument", StringComparison.OrdinalIgnoreCase)
                => help.Missing(result.Command.Arguments.First(a => result.GetResult(a) is null or { Tokens.Count: 0 }).Name),
            _ => error.Message,
        };
    }
}
