package injection

import "strings"

const (
	drop     = "ignore|ignores|ignoring|disregard|forget|override|bypass|discard|neglect|dismiss|erase"
	former   = "previous|previously|prior|above|earlier|preceding|former|foregoing|existing|original|initial|all|any|every|your|system|system's"
	orders   = "instructions|instruction|prompts|prompt|rules|guidelines|guideline|guidance|directives|directive|directions|constraints|safeguards|restrictions|orders|programming"
	machine  = "ai|llm|llms|chatbot|chatgpt|gpt|copilot|assistant|language"
	person   = "user|human|operator"
	tell     = "tell|inform|notify|alert|warn|bother"
	show     = "reveal|print|show|repeat|output|leak|disclose|dump|expose|recite|display|write|tell|give|share"
	treasure = "password|passwords|credentials|secrets|keys|key|variables|history|inbox|conversation|env|cookies|tokens"
	deeds    = "click|visit|open|send|run|call|reply|email|post|approve|execute|follow|transfer|delete|say"
)

// phrases are what steers a model, by language. See pattern.
var phrases = newBook(strings.Split(strings.Join([]string{english, german, french, spanish, portuguese, italian, russian}, "\n"), "\n")...)

var english = strings.Join([]string{
	// to forget what it was told
	drop + " .." + former + " .." + orders,
	"~" + drop + " .." + orders + " ..above|before|earlier|got|received|given",
	drop + " the above and|prompt",
	drop + " ..everything|anything|all|what you ..told|given|instructed|received",
	drop + " what the developer|system|user|operator said|says",
	drop + " ..former|previous|current|original|your|earlier task|tasks|goal|command|commands|request",
	drop + " all .other|previous|earlier commands|instructions|requests",
	drop + " the request|wishes|orders of the user|developer",
	drop + " ..guidance|instructions|rules you were|are|got|received",
	"skip|drop|cancel .all|the|your|any ..preceding|previous|earlier|former|your " + orders + "|task",
	"skip|drop|cancel .all|the ..preceding|previous|earlier|former " + orders,
	"drop|cancel the instructions|rules you",
	"set aside ..rules|instructions|guidelines",
	"not|don't|dont|stop|never follow|obey|following|obeying|heed ..previous|prior|above|earlier|original|preceding|your .." + orders,
	"pay no attention ..instructions|rules|prompt|guidelines",
	"previous|prior|earlier|above|former|your|all " + orders + " are|were|have ..void|cancelled|canceled|superseded|revoked|null|invalid|overridden",
	"prior|previous|earlier " + orders + " are|have .void|been ..superseded|revoked|replaced",
	orders + " you were|are|have .given|told ..no longer",
	"everything above ..test|void|fake|over",
	"do|execute the following ..instead",
	"your guidelines|rules|instructions|guidance have|has changed",
	"your|new|additional|real task|objective|goal|request is to",
	"new|additional objective|goal convince|send|delete|open|transfer",
	"there is an additional task",
	"higher|highest priority directive|instruction|order|command",
	"previous|earlier conversation|messages never ..happened|place|existed",
	"your new task|role|goal|objective|instructions|mission is|are",
	"new task for|to .assistant|ai|model|agent",
	"from now on .you will|are|must|shall|ignore|obey|disregard",
	"bypass|break|violate ..your ..safety|content rules|guidelines|policy",
	// to be somebody else
	"you are|'re now ..dan|unrestricted|jailbroken|unfiltered|uncensored",
	"you are now in .mode|developer|admin|root|god|debug mode",
	"you are now in ..admin|developer|god|dan|jailbreak mode",
	"you are now an|a ..ai|model|hacker|bot",
	"you must now act|behave",
	"act|behave|answer|respond as .unrestricted|unfiltered|uncensored|evil|root",
	"pretend|imagine|assume|act ..no|without ..restrictions|limits|filters|guidelines",
	"roleplay|simulate|act|answer|respond|behave ..without|no|ignores ..policy|restrictions|guidelines|filters",
	"no longer bound|restricted|limited by",
	"enter|activate|engage|switch ..jailbreak|dan|god|unrestricted mode",
	"disable|turn|deactivate|remove|skip ..your|all|the safety|content ..filters|filter|rules|policy|guidelines|checks",
	// to say what it was told
	show + " ..your .system|hidden|initial|original|secret|developer .prompt|instructions|message|prompts",
	"translate|summarize|summarise|paraphrase|respond|reply|repeat ..your|of instructions|prompt|configuration !for",
	"words|lines|sentences of your prompt|instructions|context",
	"text|what comes|stands|is before|above this ..context|sentence|prompt|message",
	"print|output|show|include the value of .secret|key|aws_secret_access_key|aws|token|password",
	show + " ..your initial|secret|hidden|full prompt|prompts",
	show + " ..the system|secret|hidden|initial|developer prompt|instructions",
	"leak|dump|reveal the developer|system message",
	"repeat|print|output|copy ..everything|text|words|all above",
	"what are|is your original|initial|system|hidden|secret instructions|prompt|rules",
	"write|print|list .out ..instructions you ..received|given",
	// to keep quiet about it
	"do|must not " + tell + " ..the|any|our " + person,
	"don't|dont|never " + tell + " ..the|any|our " + person,
	"not|don't|never mention|reveal|disclose|show|display|report ..this|it|that|these|message ..to the " + person,
	"not|don't|never mention|reveal|disclose|report to the " + person,
	"not|don't|never let the " + person + " ..know|see|find|notice",
	"not|don't|never ask the " + person + " ..confirmation|permission|approval|consent",
	"do not report|mention this|it|that",
	"and|don't|not mention|say ..nothing|that|about ..it|breach|you .need|read|this|anything !file",
	"and|then keep quiet about it|this",
	"say nothing about it|this",
	"do not ask again|anyone",
	"user has|already|wants .approved|authorised|authorized|you ..to|do|this|not ..run|send|delete|ask|push",
	"without informing|telling|notifying|asking|alerting the " + person,
	"hide|conceal|keep this|it|these ..from the " + person,
	person + " must|should not find|know|see|notice|learn",
	// to machines that read
	"hi|hey|hello|attention gpt|chatgpt|assistant|ai|llm|agent",
	"for|to|dear llm|ai|automated|machine reviewers|reviewer|evaluators|graders",
	"automated|ai|llm reviewers|reviewer|graders|evaluators mark|rate|rank|accept|give",
	"automated|ai|llm system|model|agent|screener is .evaluating|reading|reviewing|screening|processing this",
	"any|every|all agent|agents|assistant|bot|bots that|who ..handles|reads|processes|handle|read ..has|have|must|should",
	"as a|an ai|language .model do|never|you not|must|highlight|mention",
	"when summarizing|summarising|translating|reviewing ..say|state|write|claim that",
	"attention|hey|dear|listen|hello .ai|llm|chatgpt|gpt|copilot .assistant|please|model|agent|rate|forward|stop",
	"dear|hey|attention llm|chatgpt|gpt|ai",
	"chatgpt|claude|gemini|copilot|assistant stop what you",
	"if|when you are|you're .an .ai|llm|chatbot|language !researcher|researchers|engineer|developer|company|expert|student|team|startup|teacher",
	"note|message|instruction|instructions|memo|notice|hint to|for .ai|llm|llms|assistant|language !researchers|engineers|companies",
	"instructions|message for the ai|llm|assistant",
	"note to the language model",
	"any|every ai|llm|assistant .agent|model|system|tool|bot reading|summarizing|summarising|processing|parsing|reviewing",
	"any|every ai|llm reading|summarizing|summarising|processing|parsing|reviewing",
	"ai|llm agents|agent|assistants|models|model|bots reading|processing|visiting|summarizing this|the",
	"ai|llm agents|agent|assistants|models|model ..must|should|shall " + deeds,
	"when an|a|any ai|llm ..reads|processes|summarizes|sees this|it",
	"as an ai .assistant|model|agent you must|should|shall|will",
	"llm|ai|assistant|agent instruction|instructions|directive recommend|rate|say|approve|do|run",
	"assistant|model|agent shall|may|must|should|will now",
	"assistant|model must|shall reset|delete|send|transfer|execute|approve",
	// in somebody's name
	"system|admin|administrator|developer|root override code|comply|ignore|you|execute|unlock|new|activated",
	"system prompt|message|instruction update|override",
	"safety checks|filters|rules|limits|guidelines are|is|have .off|disabled|lifted|been ..lifted|disabled|removed",
	"has|have lifted|removed|disabled .all limits|restrictions|filters|guidelines|rules",
	"granted root|admin|administrator .privileges|rights",
	"urgent|critical|important system notice|instruction|override",
	"important instructions for the .ai|assistant|model",
	"new|updated instructions|instruction|prompt|orders from .system|developer|administrator|admin|operator",
	"new system prompt",
	"end of .user|system input|prompt|document|context .begin|new|start",
	"begin system message|prompt|instructions",
	"this is your developer|creator|administrator|owner|master",
	"anthropic|openai|google|microsoft has|have authorized|authorised|allowed|instructed|told you",
	"anthropic|openai policy update",
	"you may now|hereby reveal|ignore|delete|break",
	// through the descriptions of tools
	"before using|calling this|any|other|the .tool ..read|call|pass|invoke|access|list|send",
	"before you use|call any|this|other ..tool ..call|read|pass|invoke|send",
	"you must first read|call|open|fetch the .file|contents|tool",
	"pass its|the|their content|contents as",
	"this tool requires|needs the content|contents of",
	"otherwise|or the tool will not|fail .work",
	"collect|gather .all environment|env variables ..add|put|send|include|post",
	"whenever|when|every ..called|sent|email|mail ..bcc|cc|copy ..and|also|keep",
	"all mail|emails|messages|payments must be ..routed|sent|forwarded ..even|to",
	"when this tool is called|used|invoked ..also|call|send|read",
	"you must|should|shall call|invoke|run the ..tool",
	"you have to call|invoke|run the ..tool",
	"after reading this ..invoke|call|run|execute|send|open",
	"include|append|attach|add the contents|content of ..next|every|each|reply|answer|call|response",
	"pass|send|include|attach|forward ..full|whole|entire|complete ..chat|conversation .history",
	"call|invoke|use send_email|send|email ..whole|entire|full conversation|chat|history",
	"also call|invoke send|email ..conversation|history|chat",
	"instead of the tool|function|one ..use|call|invoke",
	// with what is to be carried away
	"send|email|mail|upload|forward|post|transmit|exfiltrate|leak .." + treasure + " ..to .http|https|me|attacker|eve|following",
	"send|email|mail|upload|forward|post ..contents|content of ..inbox|mailbox|env|history|conversation|passwd ..to",
	"exfiltrate .secrets|data|credentials|keys|everything",
	"append|add|encode|put|insert ..chat|conversation|user's|user ..history|token|password|key ..url|link|image|fetch|query|base64",
	"copy|paste|put|include ..private key ..into|in your",
	"post|publish|paste ..keys|secrets|credentials|passwords in|into .issue|pull|comment|comments|reply",
	"send|give|forward all .credentials|passwords|secrets|keys ..me|you ..find|to|me",
	"read the ..env|ssh|passwd|shadow ..include|send|post|reply|answer",
	"send|post|email the token|password|key to .http|https|eve|me|attacker",
}, "\n")

const german = `ignoriere|vergiss das|alles obige|vorherige
vergiss|vergesst ..deine ..aufgabe*|auftrag|rolle
nicht dem|den .nutzer|benutzer melden|sagen|zeigen
nutzer|benutzer nichts|nicht ..sagen|melden|verraten
ignoriere|ignorieren|ignorier|vergiss|vergesst|missachte|missachten|verwirf ..vorherig*|bisherig*|obig*|vorig*|deine|alle ..anweisung*|regeln|vorgaben|instruktion*|befehl*
vergiss alles ..gesagt|gelernt|oben
vorherig*|bisherig*|obig* anweisung*|regeln|vorgaben ..ignorieren|vergessen|missachten
befolg*|folge ..vorig*|vorherig*|obig*|bisherig* ..nicht
du bist jetzt|nun|ab .ein ..assistent|modell|hacker|modus
gib|zeig*|nenne|verrate ..systemprompt|systemnachricht
sag|sage|erzähl|erzähle|verrate|melde .benutzer|nutzer|anwender ..nichts|nicht
wenn|falls du .eine .ki|sprachmodell bist
neue anweisung* vom|von|des .system|entwickler|administrator`

const french = `faites|fais comme si ..instruction*|consigne*
oubli*|ignore|ignorez|ignorer ..toutes|tes|vos ..instruction*|consigne*|règles
oubli*|ignore|ignorez|ignorer ..instruction*|consigne*|règles ..précédent*|antérieur*|dessus
oublie|oubliez tes|vos ..règles|instructions|consignes
tenez|tiens pas compte ..instruction*|consigne*|règles
es|êtes maintenant|désormais un|une ..assistant|ia|modèle
affich*|montr*|révél*|révèl*|donne|donnez ..prompt ..système
ne dis|dites|parle|parlez rien|pas ..utilisateur|l'utilisateur
instruction*|consigne* précédent*|antérieur* sont ..annul*|nulles|caduques
si tu es|êtes .une .ia|modèle
nouvelles instructions du .système|développeur`

const spanish = `olvídate|olvídese de ..que|las ..dijeron|instrucciones|reglas
ignora|ignore|olvida|olvide|omite|omita ..todas|tus|las .instrucciones|reglas|indicaciones ..anterior*|previas|dieron|arriba
olvida|ignora todas|tus ..reglas|instrucciones
hagas|haga caso ..instrucciones|reglas|indicaciones
ahora eres un|una ..asistente|ia|modelo|hacker
muestra|revela|imprime|dime|escribe ..prompt|instrucciones ..sistema|ocultas
no le .digas|cuentes|menciones|informes ..usuario
instrucciones|reglas anterior*|previas quedan|son|están ..anulad*|nulas|cancelad*
si eres .una .ia|modelo
nuevas instrucciones del|de .sistema|desarrollador`

const portuguese = `ignorar|ignore as .ordens|instruções do|da ..desenvolvedor|sistema|usuário
ignore|ignora|esqueça|esquece|desconsidere|desconsidera ..instruções|regras|orientações ..anterior*|acima|recebeu|prévias
ignore|esqueça todas|suas ..instruções|regras
agora você é .um ..assistente|ia|modelo
mostre|revele|exiba|imprima ..prompt ..sistema
não conte|diga|mencione|informe ..usuário|utilizador
se você é|for .uma .ia|modelo
novas instruções do .sistema|desenvolvedor`

const italian = `lascia|lasciate perdere ..istruzioni|regole
ignora|ignorate|dimentica|dimenticate|trascura ..istruzioni|regole ..precedent*|ricevuto|sopra
non seguire|obbedire ..istruzioni|regole ..precedent*
ora sei un|una|un'ia ..assistente|ia|modello
mostra|rivela|stampa ..prompt ..sistema
non dire|dica|dici|raccontare ..utente|all'utente
se sei .un'ia|ia|modello
nuove istruzioni dal|del .sistema|sviluppatore`

const russian = `игнорир*|проигнорир*|забуд* ..предыдущ*|прежн*|выше|приведённ*|все|ранее ..инструкци*|правил*|указани*|команд*
не следуй*|выполняй* ..предыдущ*|прежн* ..инструкци*|правил*|указани*
теперь ты ..ассистент*|помощник*|модел*
ты теперь ..ассистент*|помощник*|модел*
покаж*|покажи|выведи|раскрой|напечатай ..системн* промпт*|инструкци*|подсказк*
не говори*|сообщай*|рассказывай* ..пользовател*
если ты .ии|нейросет*|языков*
новые инструкции от .систем*|разработчик*`

// sequences are phrases of scripts without blanks: parts that follow one another.
var sequences = [][][]string{
	{{"忽略", "无视", "忘记", "忘掉", "不要遵守", "不要理会", "忽視", "無視"}, {"之前", "以前", "以上", "先前", "上面", "你", "所有", "此前", "全部"}, {"指令", "指示", "规则", "提示", "命令", "規則"}},
	{{"输出", "显示", "打印", "透露", "泄露", "告诉我"}, {"系统提示", "系統提示", "系统指令"}},
	{{"不要", "别", "不得", "请勿"}, {"告诉用户", "告知用户", "通知用户", "让用户知道"}},
	{{"你现在是", "你从现在起是", "你现在扮演"}, {"助手", "模式", "AI", "模型"}},
	{{"如果你是"}, {"人工智能", "AI", "语言模型", "大模型"}},
	{{"新的系统指令", "新系统指令", "来自系统的新指令", "系统新指令"}},
	{{"之前", "以前", "以上", "先前", "上面", "你的"}, {"指令", "指示", "规则", "提示", "命令"}, {"作废", "取消", "失效", "无效"}},
	{{"先ほど", "以前", "これまで", "上記", "前の", "先の", "今まで"}, {"指示", "命令", "ルール", "指令"}, {"無視", "忘れ", "従わない", "無効", "破棄", "取り消", "撤回"}},
	{{"システムプロンプト", "システム指示"}, {"表示", "出力", "教え", "開示", "公開"}},
	{{"ユーザー", "利用者"}, {"知らせない", "知らせず", "伝えない", "言わない", "教えない", "知らせないで"}},
	{{"あなたは今から", "今からあなたは", "あなたはもう"}, {"アシスタント", "制限", "AI"}},
	{{"あなたがAI", "あなたが人工知能", "もしAI"}},
	{{"システムからの新しい指示", "新しいシステム指示", "システムの新しい指示"}},
}
