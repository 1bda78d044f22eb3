// Stays for stomach, bowel, liver and pancreas.
import type { Scenario } from "./scenarios.ts";

export const BELLY: readonly Scenario[] = [
  {
    id: "gi_bleed", weight: 2, ages: [36, 91], never: ["gi_bleed"], service: ["MEDICINE", "GASTROENTEROLOGY"], days: [2, 7],
    complaint: ["«melena+ black stools»", "«melena+ melena», «dizziness+ lightheadedness»", "GI {bleed|bleeding}"],
    diagnosis: ["Upper «gi_bleed+ GI bleed»", "«gi_bleed+ UGIB» from {«peptic_ulcer+ gastric ulcer»|«peptic_ulcer+ duodenal ulcer»}", "«gi_bleed+ Gastrointestinal bleeding», upper source"],
    story: [
      ["{Had|Noticed|Passed} <n> «melena+ {black tarry stools|tarry stools|black stools}» {since <shortdate>|over <n> days|beginning the morning of arrival}.", "<n> days of «melena+ melena»{| , {about|up to} <n> times a day}."],
      ["<He> {felt|became} «dizziness+ {lightheaded|dizzy}» {on standing|getting out of bed|in the shower}.", "«dizziness+ Lightheadedness» {on standing|with walking} {prompted|led to} the {call|visit}."],
      ["{Had been taking|Takes|Reports} {ibuprofen|naproxen} {for knee pain|for back pain|several times a week}{| for about <n> weeks}."],
      ["NG lavage {showed coffee grounds|cleared after <n>00 cc|was negative}; {two large-bore IVs placed|typed and crossed}."],
    ],
    has: ["melena", "dizziness", "bleeding"], lacks: ["hematochezia", "chest_pain", "dyspnea", "vomiting", "abdominal_pain", "fever", "weight_loss", "syncope"], signs: [],
    vitals: { heart_rate: [88, 124], systolic_bp: [88, 124] },
    labs: { hemoglobin: [6.4, 9.4, 8.6, 10.4], bun: [28, 62, 12, 22], inr: [1.0, 1.6], platelets: [120, 290] },
    studies: [["«egd+ EGD» <shortdate>: {<n> mm|clean-based|shallow} {«peptic_ulcer+ gastric ulcer»|«peptic_ulcer+ duodenal ulcer»}{|, clipped|, no visible vessel|; biopsies taken}.", "«egd+ Upper endoscopy» {found|showed} {an antral|a prepyloric} erosion with {«peptic_ulcer+ duodenal ulcer»|«peptic_ulcer+ gastric ulcer»}{| and oozing, treated with epinephrine}."]],
    course: [
      ["{Received|Was given} «units_transfused=hospital»«transfusion+ » {over the first night|on <shortdate>|in the unit}.", "«transfusion+ Transfused» «units_transfused=hospital»{| with an appropriate bump}."],
      ["Hct {nadir was|reached a low of|bottomed at} «hematocrit=nadir»{|, then {stable|steady} x <n> checks}.", "{Crit|Hct} was {followed|checked} every <n> hours, lowest «hematocrit=nadir»."],
      ["PPI {drip|infusion} {changed to|then} {twice daily pills|oral dosing} {after <n> hours|on <shortdate>}; H. pylori {serology sent|pending|negative}."],
    ],
    drugs: [["omeprazole", "pantoprazole"]],
    advice: [["{Do not take|Stay away from|Avoid} {ibuprofen, Motrin or Aleve|anti-inflammatory pills}{| until {<doctor>|the stomach specialist} says so}.", "No NSAIDs {for <n> months|until seen by <doctor>}."], ["{Call|Let us know} if stools turn black again{| or you feel faint}."]],
  },
];
