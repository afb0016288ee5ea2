using System.Reflection;
using System.Runtime.CompilerServices;

namespace Architecture.Tests.Rooms;

/// <summary>One reference between places, with the types that witness it.</summary>
internal sealed record Reference(string From, string To, string Witness);

/// <summary>A compiled package as its rooms see it.</summary>
internal sealed class House
{
    private const string Core = "Kpu.Outreach";

    /// <summary>The room of the types that stand in a package's own namespace.</summary>
    public const string RootRoom = "(root)";

    private readonly Assembly _assembly;

    /// <summary>Reads an assembly.</summary>
    public House(Assembly assembly)
    {
        _assembly = assembly;
        var types = assembly.GetTypes().Where(t => !IsOfTheCompiler(t)).ToList();
        Rooms = types.Select(Room).ToHashSet(StringComparer.Ordinal);
        var references = types.SelectMany(t => TypeReferences.Of(t).Select(r => (From: t, To: r))).ToList();
        Imports = Distinct(references.Where(r => r.To.Assembly == assembly && !IsOfTheCompiler(r.To)).Select(r => (r.From, r.To, Room(r.To))).Where(r => Room(r.From) != r.Item3));
        CoreImports = Distinct(references.Where(r => r.To.Assembly != assembly && r.To.Assembly.GetName().Name == Core).Select(r => (r.From, r.To, RoomOf(r.To, Core))));
        Packages = Distinct(references.Where(r => IsPackage(r.To.Assembly)).Select(r => (r.From, r.To, r.To.Assembly.GetName().Name!)));
    }

    /// <summary>The rooms that have types.</summary>
    public IReadOnlySet<string> Rooms { get; }

    /// <summary>Which room refers to which other room of the same package.</summary>
    public IReadOnlyList<Reference> Imports { get; }

    /// <summary>Which room refers to which room of <c>Kpu.Outreach</c>, for the packages that stand on it.</summary>
    public IReadOnlyList<Reference> CoreImports { get; }

    /// <summary>Which room refers to which assembly that is neither ours nor the runtime's.</summary>
    public IReadOnlyList<Reference> Packages { get; }

    /// <summary>Whether an assembly is neither ours nor the runtime's.</summary>
    public static bool IsPackage(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        return !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Kpu.", StringComparison.Ordinal) && name is not ("mscorlib" or "netstandard" or "System" or "Microsoft.CSharp" or "Microsoft.Win32.Primitives");
    }

    private string Room(Type type) => RoomOf(type, _assembly.GetName().Name!);

    private static string RoomOf(Type type, string package)
    {
        var space = type.Namespace ?? "";
        if (space == package) return RootRoom;
        // Extension methods stand where callers find them: in the container's namespace, or in that of the options they extend.
        if (space is "Microsoft.Extensions.DependencyInjection" || (space == Core && package == "Kpu.Outreach.Channels")) return "Hosting";
        if (space == Core) return RootRoom;
        return space.StartsWith(package + ".", StringComparison.Ordinal) ? space[(package.Length + 1)..].Split('.')[0] : space;
    }

    /// <summary>What the compiler adds outside of our namespaces belongs to no room; what it adds inside of a type belongs to that type's.</summary>
    private static bool IsOfTheCompiler(Type type) => type switch
    {
        { DeclaringType: { } outer } => IsOfTheCompiler(outer),
        { Namespace: { } space } when space.StartsWith(Core, StringComparison.Ordinal) => false,
        _ => type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            || type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
            || type.Name.StartsWith('<'),
    };

    private List<Reference> Distinct(IEnumerable<(Type From, Type To, string Name)> references) =>
        [.. references.Select(r => new Reference(Room(r.From), r.Name, $"{r.From.FullName} -> {r.To.FullName}"))
            .GroupBy(r => (r.From, r.To)).Select(g => g.MinBy(r => r.Witness, StringComparer.Ordinal)!)
            .OrderBy(r => r.From, StringComparer.Ordinal).ThenBy(r => r.To, StringComparer.Ordinal)];
}
