es-000000001	Ana da la silla blanca a Laura Moreau y el jueves Nina visita a Elena Rossi en Roma.
es-000000002	María da la silla a David Novak el miércoles.
es-000000003	Radio Lima paga a Tomás Novak 33 euros.
es-000000004	Museo Tokio vende la revista grande.
es-000000005	Universidad Lima vende la cama en Viena.
es-000000006	Sara trabaja para Banco Moscú y Víctor Rossi vive en Tokio.
es-000000007	Elena Weber da la bicicleta roja a David Weber el miércoles y Pedro Kim trabaja para Museo Londres.
es-000000008	Elena da el periódico a Tomás Moreau el viernes.
es-000000009	La revista negra cuesta 89 euros.
es-000000010	Nina obtiene el autobús de Ana Haddad el miércoles y Laura trabaja para Radio Tokio.
es-000000011	María Weber visita a Nina en Londres.
es-000000012	Sara da el plátano pequeño a David.
es-000000013	Laura trabaja para Museo Londres.
es-000000014	Nina da la silla a Ana.
es-000000015	Banco Berlín paga a Omar 33 euros.
es-000000016	Sara Kim trabaja como conductora y Tomás obtiene el autobús de David el martes.
es-000000017	Nina da la silla a María Haddad.
es-000000018	Nina obtiene el autobús de Ana Haddad el miércoles y María trabaja para Radio Tokio.
es-000000019	Adán obtiene la silla nueva de Ana el martes y David Novak trabaja como panadero en Viena.
es-000000020	Laura trabaja como profesora y Radio Viena paga a Tomás Kim 58 euros.
es-000000021	Pedro no vende el abrigo en Roma.
es-000000022	Nina visita a Víctor Weber en Londres y Laura vive en Tokio.
es-000000023	La naranja cuesta 65 euros en Tokio y Pedro Haddad da el plátano a David Rossi el martes.
es-000000024	Omar obtiene la manzana de Adán Rossi.
es-000000025	Banco Lima paga a María 18 euros y el abrigo negro cuesta 65 euros.
es-000000026	Laura obtiene la cama de Sara Tanaka y la silla negra cuesta 76 euros.
es-000000027	El autobús pequeño cuesta 45 euros en Berlín.
es-000000028	Sara Rossi envía el libro bonito en Roma y Adán visita a María en Tokio el jueves.
es-000000029	Elena trabaja para Museo Moscú el viernes y Víctor Novak da el plátano a Tomás el lunes.
es-000000030	Tomás vive en Tokio y Elena visita a Ana en Tokio.
es-000000031	Universidad Viena paga a Ana Novak 24 euros y Pedro obtiene el plátano pequeño de David el martes.
es-000000032	Adán trabaja para Museo Madrid el jueves.
es-000000033	El viernes Tomás Weber visita a Nina Tanaka en Londres y David vive en Madrid.
es-000000034	Radio Roma paga a Laura 98 euros y Ana Weber da el plátano pesado a Omar.
es-000000035	Laura Kim obtiene la naranja nueva de Adán.
es-000000036	Omar visita a Elena.
es-000000037	Ana trabaja para Museo Londres el martes.
es-000000038	María obtiene la cama de David el martes y el libro está en Berlín.
es-000000039	Tomás Silva obtiene el abrigo de Pedro.
es-000000040	El coche cuesta 48 euros.
es-000000041	Adán visita a David Weber en Londres.
es-000000042	David recibe el coche negro.
es-000000043	Omar obtiene el coche rojo de Laura el jueves.
es-000000044	David trabaja para Banco Tokio.
es-000000045	Banco Tokio vende la mesa negra.
es-000000046	Laura Weber da el plátano a Ana.
es-000000047	Banco París vende el plátano negro y la bicicleta roja está en Berlín.
es-000000048	Adán trabaja para Banco Madrid el martes.
es-000000049	Nina da el autobús a Tomás el viernes y Adán da la naranja a Sara.
es-000000050	El viernes Víctor envía el coche en Tokio y Víctor da el libro blanco a David.
es-000000051	Radio Atenas vende la naranja nueva en Lima y la silla blanca cuesta 11 euros en Roma.
es-000000052	El sombrero pequeño cuesta 92 euros.
es-000000053	Sara Weber da la revista pequeña a Pedro.
es-000000054	Banco Londres paga a Adán 96 euros.
es-000000055	Museo Lima vende el plátano en Tokio y Tomás Kim trabaja para Universidad Tokio el martes.
es-000000056	Museo Roma vende la manzana.
es-000000057	María encuentra el autobús el viernes y el jueves Elena Silva pierde la manzana bonita.
es-000000058	Omar Silva trabaja para Museo Atenas el miércoles y la mesa está en Tokio.
es-000000059	Adán Novak obtiene la mesa de Omar el jueves y el lunes Omar Kim ve la bicicleta roja.
es-000000060	La camisa cuesta 22 euros y Tomás Moreau visita a María Silva en Madrid.
es-000000061	Museo Lima vende el periódico.
es-000000062	Laura Haddad visita a Tomás Tanaka el miércoles.
es-000000063	Ana Novak trabaja para Universidad Viena y Banco Viena vende la revista blanca.
es-000000064	Elena Silva obtiene el coche nuevo de Pedro Moreau el jueves.
es-000000065	Banco París vende la naranja en Lima.
es-000000066	Radio Tokio paga a David 49 euros.
es-000000067	Pedro obtiene el periódico de David.
es-000000068	Víctor vive en Tokio y el miércoles María Weber encuentra el autobús rojo en Londres.
es-000000069	Tomás Moreau visita a Laura Tanaka.
es-000000070	Museo Madrid paga a María 15 euros.
es-000000071	El jueves Adán visita a María Kim.
es-000000072	David da el plátano grande a Víctor Haddad el jueves.
es-000000073	El coche blanco está en Viena y Radio Atenas vende el autobús bonito en Madrid.
es-000000074	Universidad Londres vende la cama en Viena.
es-000000075	Pedro Rossi obtiene el autobús blanco de Sara.
es-000000076	María Rossi da el autobús grande a Nina el viernes.
es-000000077	María trabaja como pintora en Londres y el abrigo está en Atenas.
es-000000078	Universidad Lima paga a Adán 90 euros.
es-000000079	El periódico nuevo cuesta 23 euros en Viena y Tomás vive en Tokio.
es-000000080	El lunes Sara no compra la cama en Madrid.
es-000000081	Adán Novak da el coche rojo a María Haddad.
es-000000082	Elena visita a María el lunes.
es-000000083	Sara Weber da la revista a David Haddad el viernes.
es-000000084	David vive en Madrid y la revista bonita cuesta 18 euros en Tokio.
es-000000085	La camisa pesada cuesta 95 euros en Londres.
es-000000086	Banco Atenas vende el periódico.
es-000000087	María trabaja como profesora y Omar visita a Ana Weber en París.
es-000000088	Omar trabaja para Museo Roma el jueves.
es-000000089	Nina da la manzana a Víctor Tanaka el jueves.
es-000000090	Nina Haddad encuentra la bicicleta roja en Viena el jueves.
es-000000091	María Kim da el periódico a Tomás.
es-000000092	María Weber no esconde la camisa en Moscú.
es-000000093	Radio París vende el sombrero blanco en Londres y Universidad París paga a Laura Haddad 76 euros.
es-000000094	David Silva esconde el coche en Londres el martes.
es-000000095	Sara da el plátano pequeño a Pedro.
es-000000096	Nina visita a David en Moscú.
es-000000097	Banco Roma paga a Víctor Rossi 52 euros.
es-000000098	Banco Lima paga a Laura Moreau 89 euros.
es-000000099	El libro bonito cuesta 97 euros en Atenas.
es-000000100	David trabaja para Banco Viena.
es-000000101	Víctor recibe el abrigo en Tokio el martes.
es-000000102	Tomás Rossi visita a Sara Tanaka en Moscú.
es-000000103	El coche está en Tokio y Omar visita a Adán el lunes.
es-000000104	María trabaja para Radio Moscú el jueves.
es-000000105	Nina trabaja para Banco Londres.
es-000000106	Sara Moreau da la cama a Laura el martes.
es-000000107	Nina Haddad encuentra la bicicleta roja en Roma el jueves.
es-000000108	Adán visita a María el lunes.
es-000000109	Sara Moreau no esconde la camisa en Moscú.
es-000000110	Víctor Weber trabaja como profesor y el sombrero cuesta 78 euros.
es-000000111	La camisa negra está en Atenas y Omar ve la bicicleta nueva en Berlín.
es-000000112	Ana obtiene la naranja de Nina Tanaka el lunes.
es-000000113	Banco Berlín vende la mesa en Londres y el autobús grande está en Moscú.
es-000000114	Tomás Silva da la silla a Pedro.
es-000000115	Museo Roma paga a Sara Rossi 15 euros.
es-000000116	Ana Haddad obtiene la cama blanca de David el jueves y Omar vive en Tokio.
es-000000117	Elena Tanaka encuentra la mesa en Tokio el viernes.
es-000000118	Universidad Atenas paga a Sara 56 euros.
es-000000119	Adán no ve la mesa en Berlín el miércoles.
es-000000120	Banco Moscú vende el autobús rojo y Banco Berlín paga a Elena 30 euros.
es-000000121	Nina visita a David en Londres y Laura vive en Tokio.
es-000000122	Omar visita a Nina Weber y Banco París paga a Sara Weber 24 euros.
es-000000123	Elena Weber trabaja para Radio Madrid y Banco Tokio vende la silla negra en Atenas.
es-000000124	Omar vende la bicicleta roja en Madrid y Víctor Silva ve la silla en Roma el jueves.
es-000000125	Universidad París vende el sombrero rojo en Madrid y Sara Kim visita a David.
es-000000126	La naranja cuesta 55 euros en Roma.
es-000000127	Omar trabaja para Banco Atenas.
es-000000128	El coche pesado cuesta 29 euros y Tomás vive en París.
es-000000129	Adán Moreau visita a Elena Moreau en Moscú el miércoles.
es-000000130	Museo París vende la cama en París y el martes Omar visita a Tomás en Atenas.
es-000000131	Elena vive en París y Laura Rossi da la revista a Pedro el viernes.
es-000000132	Laura Tanaka trabaja para Radio Lima el martes y Nina trabaja como profesora en Berlín.
es-000000133	Ana Tanaka da el coche rojo a Omar el miércoles.
es-000000134	Ana visita a Tomás en Berlín.
es-000000135	Ana obtiene el sombrero de Tomás el viernes.
es-000000136	Universidad Madrid vende el abrigo y Museo Viena paga a Nina 65 euros.
es-000000137	Víctor obtiene el libro nuevo de Nina y Radio Viena vende el coche en Tokio.
es-000000138	El sombrero cuesta 75 euros en Madrid.
es-000000139	Museo Viena vende la silla grande y Banco Tokio paga a Elena 46 euros.
es-000000140	El abrigo cuesta 32 euros en Madrid.
es-000000141	El jueves Nina Moreau no ve el abrigo bonito.
es-000000142	Omar esconde el periódico el martes.
es-000000143	Pedro da el libro a Sara Moreau y Víctor Rossi visita a Adán en Londres.
es-000000144	Pedro Weber pierde el coche pesado en Atenas y Ana trabaja para Universidad Berlín.
es-000000145	Tomás trabaja para Universidad Lima.
es-000000146	David trabaja para Universidad París.
es-000000147	Nina Haddad trabaja como pintora y Elena Weber vive en Londres.
es-000000148	Museo Londres vende la silla en Tokio.
es-000000149	Universidad Moscú vende el plátano y Tomás da el libro a Laura el lunes.
es-000000150	Ana Haddad trabaja para Universidad Lima el miércoles y Universidad Roma paga a Adán Haddad 79 euros.
es-000000151	Universidad París paga a Pedro 43 euros.
es-000000152	Elena no vende el autobús en Viena.
es-000000153	María Tanaka trabaja como médica en Berlín y María trabaja como profesora.
es-000000154	El abrigo grande cuesta 15 euros en Berlín y la cama está en Madrid.
es-000000155	Radio París paga a Adán 59 euros.
es-000000156	La camisa bonita está en Tokio y Sara visita a David el miércoles.
es-000000157	Elena obtiene la mesa de Tomás el martes y el abrigo está en Moscú.
es-000000158	Tomás Silva da la silla a María Haddad.
es-000000159	Víctor Kim encuentra la bicicleta roja en Viena el jueves.
es-000000160	Universidad Madrid paga a Ana Rossi 23 euros y Radio Londres paga a David Tanaka 76 euros.
es-000000161	Banco Moscú vende la manzana y el abrigo blanco cuesta 91 euros.
es-000000162	Laura obtiene el plátano rojo de David y Sara compra el plátano en Tokio.
es-000000163	Omar Tanaka visita a Pedro.
es-000000164	Elena Novak obtiene el sombrero pesado de Sara.
es-000000165	El abrigo cuesta 32 euros en Londres.
es-000000166	Laura vive en Madrid y Ana Moreau encuentra el periódico pesado el martes.
es-000000167	Museo Tokio paga a Ana Kim 74 euros.
es-000000168	Adán da la revista a María Rossi el martes.
es-000000169	Elena Moreau trabaja para Museo Tokio.
es-000000170	El periódico rojo cuesta 12 euros en Atenas.
es-000000171	El autobús cuesta 69 euros en Tokio.
es-000000172	Elena trabaja para Museo Moscú el viernes y Víctor Novak da la naranja a Tomás el lunes.
es-000000173	Tomás Novak trabaja para Radio Londres.
es-000000174	Elena obtiene el periódico de Tomás Moreau el lunes.
es-000000175	Nina obtiene el periódico de Tomás el jueves.
es-000000176	La mesa pesada cuesta 22 euros en Roma y la silla está en Londres.
es-000000177	El lunes Sara no pierde la mesa en Tokio.
es-000000178	Tomás Novak trabaja para Radio Berlín.
es-000000179	Radio Berlín vende el plátano blanco y Banco Roma paga a Sara 92 euros.
es-000000180	Tomás Novak obtiene el periódico de Pedro Kim el martes.
es-000000181	Banco Viena vende el periódico.
es-000000182	Tomás Rossi visita a María en Moscú.
es-000000183	María Tanaka trabaja como médica en París y María trabaja como profesora.
es-000000184	Víctor obtiene la manzana de Omar el martes y Omar visita a Pedro el jueves.
es-000000185	María da el periódico grande a Omar Silva el lunes y Sara vive en Viena.
es-000000186	Ana trabaja para Banco Tokio y Elena Rossi obtiene la revista pequeña de Adán.
es-000000187	Tomás Tanaka esconde la camisa grande en Madrid.
es-000000188	El plátano negro cuesta 48 euros en Londres.
es-000000189	Universidad Madrid vende el coche y Museo Viena paga a Nina 65 euros.
es-000000190	Sara Haddad da la revista grande a Nina.
es-000000191	Víctor ve la bicicleta en Roma.
es-000000192	Elena vive en París y el miércoles María Weber encuentra el autobús rojo en Londres.
es-000000193	El periódico pesado cuesta 86 euros.
es-000000194	El sombrero pequeño cuesta 39 euros en Berlín y Ana vive en Moscú.
es-000000195	Adán Moreau visita a Pedro en Moscú el miércoles.
es-000000196	Adán esconde la mesa el lunes.
es-000000197	Pedro trabaja para Banco París el martes.
es-000000198	El coche bonito cuesta 51 euros en París.
es-000000199	Museo Berlín vende el plátano y Laura vive en Viena.
es-000000200	Radio Atenas vende la manzana pequeña en Viena y Sara obtiene la manzana grande de Ana.
es-000000201	Radio Londres vende el abrigo pequeño y la bicicleta está en Roma.
es-000000202	Pedro obtiene el autobús de Elena Tanaka el martes y Tomás trabaja como conductor en Viena.
es-000000203	Universidad Viena paga a Elena 97 euros.
es-000000204	Adán trabaja para Radio Viena el martes y Omar Silva trabaja como conductor en París.
es-000000205	Laura Haddad trabaja para Universidad Berlín.
es-000000206	Laura obtiene el coche rojo de Elena el viernes.
es-000000207	María da el coche a David Novak el miércoles.
es-000000208	María Tanaka vive en Viena y Radio Viena vende la cama pequeña.
es-000000209	Radio París paga a Pedro 66 euros.
es-000000210	Adán obtiene el abrigo pesado de María Moreau el viernes.
es-000000211	Laura Kim obtiene el coche nuevo de Adán.
es-000000212	Radio París paga a Pedro 43 euros.
es-000000213	Omar Silva trabaja para Universidad Viena.
es-000000214	Museo Viena paga a Víctor 43 euros.
es-000000215	El viernes Tomás ve el abrigo.
es-000000216	Laura da el libro a David Tanaka y María visita a Sara Moreau en París el miércoles.
es-000000217	María trabaja para Universidad París el miércoles.
es-000000218	Radio Londres paga a Omar 65 euros.
es-000000219	Laura visita a Pedro.
es-000000220	Pedro obtiene la cama de David.
es-000000221	Banco Berlín paga a David 50 euros y Tomás Moreau visita a David el lunes.
es-000000222	Laura da la mesa a Tomás Moreau y Tomás obtiene el sombrero de Sara Novak.
es-000000223	El sombrero está en Viena y Pedro obtiene el abrigo de María el jueves.
es-000000224	Radio Madrid paga a Tomás 64 euros.
es-000000225	El viernes Víctor Novak visita a Omar en Moscú.
es-000000226	Museo Berlín paga a Elena 59 euros y Pedro Kim da el periódico nuevo a Tomás el jueves.
es-000000227	Nina Novak visita a Tomás en Moscú.
es-000000228	Radio Roma vende el plátano en Viena y Ana Haddad trabaja como profesora.
es-000000229	Universidad Londres paga a Laura Moreau 39 euros.
es-000000230	Universidad Tokio vende la silla bonita en Roma y Nina Kim trabaja para Universidad Atenas el jueves.
es-000000231	Universidad París vende el abrigo grande en Viena.
es-000000232	El coche cuesta 75 euros en Londres.
es-000000233	Ana Tanaka da el coche rojo a Pedro el miércoles.
es-000000234	El coche bonito cuesta 61 euros en Tokio.
es-000000235	Elena no ve la mesa en Berlín el miércoles.
es-000000236	Omar Haddad trabaja para Banco Tokio.
es-000000237	El periódico bonito cuesta 40 euros en Berlín.
es-000000238	David vive en Madrid y la camisa pesada está en Tokio.
es-000000239	David vive en Lima y Tomás no esconde la manzana en Lima.
es-000000240	Nina obtiene la cama de Ana Haddad el miércoles y María trabaja para Radio Tokio.
es-000000241	Museo Berlín paga a Pedro Moreau 29 euros.
es-000000242	Nina obtiene el sombrero de David Tanaka el viernes.
es-000000243	Omar trabaja para Banco Tokio.
es-000000244	Universidad Lima paga a Omar 41 euros.
es-000000245	Universidad París vende el abrigo grande en Lima.
es-000000246	Museo Atenas paga a María 78 euros.
es-000000247	Omar da la silla a María Haddad.
es-000000248	Adán Silva trabaja para Radio París.
es-000000249	Laura trabaja como conductora y Pedro da el libro pequeño a Tomás.
es-000000250	David vive en Viena y Adán Haddad obtiene la naranja de Sara.
es-000000251	La silla cuesta 77 euros en Lima.
es-000000252	Ana esconde el autobús pesado en Viena.
es-000000253	La revista negra cuesta 92 euros.
es-000000254	El lunes Sara no compra la cama en Roma.
es-000000255	Banco Viena paga a David Silva 72 euros.
es-000000256	La revista cuesta 29 euros en Viena y la revista está en Lima.
es-000000257	Tomás da el autobús a María Novak.
es-000000258	El martes Adán encuentra el abrigo en Viena.
es-000000259	Pedro encuentra la bicicleta en Atenas el martes y María Weber compra el coche rojo en Atenas.
es-000000260	Museo Atenas vende la cama bonita.
es-000000261	El plátano cuesta 61 euros.
es-000000262	Víctor Weber trabaja como cantante y el sombrero cuesta 78 euros.
es-000000263	Radio Londres paga a Elena 47 euros y Tomás Moreau visita a Omar en Lima.
es-000000264	Banco Madrid vende el coche en Viena.
es-000000265	Omar trabaja para Universidad Lima el lunes.
es-000000266	Universidad Lima vende la camisa.
es-000000267	El plátano cuesta 25 euros.
es-000000268	Laura Haddad da la cama a Nina Haddad el miércoles.
es-000000269	El periódico rojo cuesta 40 euros en Berlín.
es-000000270	Víctor recibe el periódico en Tokio el martes.
es-000000271	Adán trabaja para Radio Madrid el jueves.
es-000000272	Víctor Haddad da la mesa roja a Omar.
es-000000273	Laura da el autobús a Víctor.
es-000000274	Tomás trabaja como conductor y el lunes Tomás visita a Elena en Moscú.
es-000000275	Museo Lima paga a Pedro Haddad 73 euros y Museo Roma paga a Nina 70 euros.
es-000000276	Omar Rossi trabaja para Banco Berlín el viernes y Banco Roma paga a Víctor 26 euros.
es-000000277	Omar obtiene la naranja bonita de Laura Weber el martes.
es-000000278	Tomás vende el sombrero pesado el viernes y María obtiene la camisa blanca de Pedro el viernes.
es-000000279	Banco Roma paga a María 40 euros.
es-000000280	Laura vive en Madrid y Ana Moreau pierde el periódico pesado el martes.
es-000000281	Laura trabaja como profesora y Pedro da el libro pequeño a Tomás.
es-000000282	La naranja pesada cuesta 46 euros.
es-000000283	Radio Roma vende la revista blanca.
es-000000284	Adán pierde la revista grande en París el viernes.
es-000000285	Nina da la bicicleta roja a Adán.
es-000000286	Nina obtiene el sombrero blanco de Laura Rossi el lunes y Laura ve el libro.
es-000000287	Adán trabaja para Universidad Berlín.
es-000000288	Museo Madrid paga a Nina 42 euros.
es-000000289	Víctor da el periódico grande a Omar Rossi.
es-000000290	Ana da la bicicleta roja a Nina el miércoles.
es-000000291	Banco Tokio vende la naranja negra.
es-000000292	David obtiene la manzana de Adán el miércoles.
es-000000293	El periódico pesado cuesta 90 euros.
es-000000294	Elena Haddad visita a Víctor Kim.
es-000000295	David Weber trabaja para Banco Berlín el viernes y Sara Tanaka no pierde el abrigo en Atenas el lunes.
es-000000296	La cama cuesta 71 euros.
es-000000297	Tomás Rossi obtiene el coche de Sara el viernes.
es-000000298	Radio Berlín paga a Omar 33 euros.
es-000000299	David Novak envía la mesa en Tokio y la naranja cuesta 64 euros.
es-000000300	El miércoles Laura visita a Ana en Berlín y Elena trabaja como pintora en París.
es-000000301	María Kim envía la camisa nueva en Roma el martes y el coche está en Roma.
es-000000302	El abrigo pequeño cuesta 90 euros en Moscú y el miércoles Pedro ve el periódico blanco.
es-000000303	El autobús está en Roma y Tomás Haddad da el libro nuevo a María Moreau.
es-000000304	Tomás ve la manzana nueva y el plátano nuevo cuesta 85 euros en Londres.
es-000000305	Nina compra la manzana.
es-000000306	Omar obtiene el libro rojo de Sara Haddad el jueves.
es-000000307	Omar da la bicicleta roja a David Weber el miércoles y Pedro Kim trabaja para Museo Londres.
es-000000308	Museo Viena vende la bicicleta en Madrid.
es-000000309	Ana vive en Tokio y Tomás trabaja como panadero.
es-000000310	Sara Weber da el coche a Tomás el viernes.
es-000000311	Universidad Berlín paga a David Haddad 75 euros.
es-000000312	Ana obtiene la camisa de Nina Tanaka el martes.
es-000000313	El martes Sara no encuentra la mesa en Tokio.
es-000000314	Museo Tokio vende el coche grande.
es-000000315	Víctor trabaja como médico en Viena y Omar obtiene el libro blanco de Nina el miércoles.
es-000000316	Pedro da el libro bonito a Adán Moreau el miércoles.
es-000000317	Ana Weber no envía la manzana pesada en Roma.
es-000000318	La manzana grande está en Roma y el periódico cuesta 21 euros.
es-000000319	María trabaja para Universidad Londres y el lunes Ana visita a Elena en Madrid.
es-000000320	Universidad Londres paga a Laura Moreau 17 euros.
es-000000321	Sara Weber da el coche a Omar el viernes.
es-000000322	Universidad Londres paga a Nina 74 euros y Nina visita a Elena en Viena.
es-000000323	El martes Nina Moreau visita a David.
es-000000324	La mesa cuesta 22 euros y Tomás Moreau visita a María Silva en Madrid.
es-000000325	Nina Tanaka trabaja para Radio Viena.
es-000000326	Omar visita a Víctor.
es-000000327	Adán da la bicicleta a Nina el miércoles.
es-000000328	David trabaja para Museo Lima el lunes.
es-000000329	Ana Haddad obtiene la revista de María Kim el jueves y Omar da la silla a Sara Rossi.
es-000000330	El miércoles Omar Tanaka no recibe la bicicleta nueva y Elena Rossi trabaja para Universidad Londres el lunes.
es-000000331	Universidad Atenas paga a Omar Kim 19 euros y Sara Tanaka obtiene la naranja negra de María Novak el martes.
es-000000332	Banco Tokio vende el abrigo.
es-000000333	Banco París vende el autobús.
es-000000334	María Weber no esconde la camisa en Berlín.
es-000000335	Banco Roma paga a David 75 euros.
es-000000336	Víctor vive en París y el miércoles María Weber encuentra el autobús rojo en Londres.
es-000000337	Omar visita a David Silva.
es-000000338	Víctor trabaja como panadero y Tomás obtiene el plátano pequeño de Víctor Moreau el lunes.
es-000000339	Radio Berlín paga a Omar 11 euros.
es-000000340	David Novak envía la mesa en Tokio y la mesa cuesta 64 euros.
es-000000341	Tomás Silva no recibe la revista en Moscú.
es-000000342	Sara visita a Tomás Tanaka el miércoles.
es-000000343	Radio Lima paga a David 49 euros.
es-000000344	Ana pierde la cama en Londres.
es-000000345	Universidad Viena vende la mesa bonita.
es-000000346	El autobús está en Moscú y Tomás Haddad da el libro nuevo a María Moreau.
es-000000347	Universidad Atenas vende el periódico.
es-000000348	Laura da la mesa grande a Adán.
es-000000349	María Haddad envía la cama roja en Roma.
es-000000350	Sara Weber da el coche a David Haddad el viernes.
es-000000351	Ana da la camisa pequeña a Adán el martes y la bicicleta está en Tokio.
es-000000352	Víctor Tanaka no recibe el periódico bonito.
es-000000353	Radio Atenas paga a Adán 23 euros.
es-000000354	Banco Berlín vende el abrigo.
es-000000355	Tomás Tanaka visita a Ana el viernes y Sara vive en París.
es-000000356	Radio Moscú paga a Adán Silva 98 euros.
es-000000357	Adán visita a Laura.
es-000000358	El viernes Víctor encuentra el coche en Tokio y Víctor da el libro blanco a David.
es-000000359	Ana obtiene el plátano grande de David Weber.
es-000000360	El libro blanco cuesta 36 euros en Londres y Ana Weber trabaja como cantante.
es-000000361	María trabaja para Banco Lima.
es-000000362	Elena Tanaka ve la camisa bonita.
es-000000363	Museo Tokio paga a Elena 40 euros y Radio Lima vende la silla en París.
es-000000364	La mesa blanca cuesta 67 euros.
es-000000365	Adán Rossi trabaja para Universidad París y la cama pesada cuesta 30 euros.
es-000000366	Tomás Kim obtiene la naranja de María y Banco Moscú paga a Laura 96 euros.
es-000000367	María trabaja como panadera y María obtiene la revista de Omar.
es-000000368	Museo Berlín paga a Elena 59 euros y Pedro Kim da el periódico nuevo a Tomás el lunes.
es-000000369	Nina Moreau visita a Ana y Omar pierde la camisa grande en Berlín.
es-000000370	David Tanaka obtiene la mesa de Pedro Weber el martes.
es-000000371	Sara obtiene el coche blanco de Pedro.
es-000000372	Nina obtiene el abrigo nuevo de Sara Novak.
es-000000373	El coche está en Viena y la camisa grande está en Londres.
es-000000374	Sara no vende el autobús en Viena.
es-000000375	Universidad Atenas paga a David 79 euros.
es-000000376	David trabaja para Museo Lima el martes.
es-000000377	Universidad Tokio vende la silla bonita en Roma y Víctor Novak trabaja para Universidad Atenas el jueves.
es-000000378	Ana trabaja para Universidad París y Museo Madrid vende la silla.
es-000000379	David Haddad da la camisa pesada a María el viernes.
es-000000380	Universidad Atenas vende el coche en Roma y Omar Novak visita a María Tanaka el jueves.
es-000000381	Omar trabaja como conductor en Lima y Laura trabaja para Museo Viena el lunes.
es-000000382	Omar da el periódico nuevo a María Haddad y Tomás visita a Sara en Lima.
es-000000383	Banco Viena vende la revista.
es-000000384	Tomás trabaja para Banco Berlín el miércoles.
es-000000385	Ana da el plátano grande a Pedro Weber.
es-000000386	El viernes Ana Novak ve el abrigo.
es-000000387	Universidad Roma paga a Pedro 24 euros y Tomás no recibe el libro pequeño el jueves.
es-000000388	Banco Tokio vende la camisa negra.
es-000000389	Víctor trabaja para Banco Roma y Víctor obtiene la cama de Tomás.
es-000000390	María obtiene la manzana de Adán Rossi.
es-000000391	Museo París paga a Víctor 43 euros.
es-000000392	Museo Tokio vende el libro en Moscú y María trabaja como conductora en Madrid.
es-000000393	Adán Novak da el coche a Laura el jueves.
es-000000394	El viernes Ana Novak ve la naranja.
es-000000395	María visita a Sara Tanaka en Moscú.
es-000000396	Laura Moreau obtiene el sombrero negro de Ana y Universidad París paga a Elena 17 euros.
es-000000397	La manzana cuesta 55 euros.
es-000000398	Radio Roma paga a Tomás 27 euros.
es-000000399	Elena trabaja para Banco París el martes y Laura obtiene la silla de Víctor el miércoles.
es-000000400	Sara obtiene el plátano rojo de Laura.
es-000000401	María obtiene el autobús de Ana Haddad el miércoles y María trabaja para Radio Tokio.
es-000000402	María Moreau trabaja para Universidad París.
es-000000403	Museo Viena vende la silla en Tokio.
es-000000404	Museo Lima paga a Pedro Haddad 73 euros y Museo Roma paga a Nina 24 euros.
es-000000405	La cama cuesta 93 euros.
es-000000406	Víctor Weber trabaja como panadero y el sombrero cuesta 78 euros.
es-000000407	Omar trabaja para Banco Londres.
es-000000408	Laura Tanaka obtiene la cama roja de Pedro.
es-000000409	Pedro visita a Ana Rossi en Viena y Banco Londres paga a Nina Silva 78 euros.
es-000000410	Ana da el coche a David el jueves.
es-000000411	Omar obtiene el periódico grande de María el lunes.
es-000000412	Museo Madrid paga a Pedro Haddad 73 euros y Museo Roma paga a Nina 24 euros.
es-000000413	María da la revista pesada a Sara Haddad.
es-000000414	David no encuentra la manzana blanca el miércoles.
es-000000415	Víctor trabaja para Universidad Roma.
es-000000416	Banco Madrid vende la naranja negra.
es-000000417	Museo Viena vende la silla grande y Banco Tokio paga a Ana 46 euros.
es-000000418	La manzana cuesta 48 euros.
es-000000419	Ana obtiene la naranja de Nina Tanaka el martes.
es-000000420	Pedro trabaja como pintor en París y Adán Kim obtiene el abrigo bonito de Víctor.
es-000000421	Museo Roma paga a Víctor Rossi 52 euros.
es-000000422	David trabaja para Museo Atenas el lunes.
es-000000423	Universidad Tokio paga a Nina 31 euros.
es-000000424	Tomás Kim da la bicicleta roja a Adán.
es-000000425	Universidad Moscú paga a David Haddad 75 euros.
es-000000426	Museo Atenas paga a Víctor 37 euros y la mesa está en París.
es-000000427	Sara Novak da la mesa grande a Adán.
es-000000428	Pedro da la silla a Elena el martes.
es-000000429	La bicicleta cuesta 86 euros en Londres.
es-000000430	El plátano cuesta 24 euros.
es-000000431	Pedro Tanaka vende el autobús en Atenas el martes y la bicicleta está en Londres.
es-000000432	María Haddad trabaja como médica en París y Museo Lima paga a Omar Rossi 71 euros.
es-000000433	Museo Tokio paga a Sara Kim 74 euros.
es-000000434	Pedro no encuentra el autobús en Berlín el martes.
es-000000435	Laura Moreau vive en Roma y Ana Novak obtiene la revista de Nina.
es-000000436	Omar trabaja para Radio Roma y Universidad Atenas vende el plátano en París.
es-000000437	Universidad Roma paga a Tomás 27 euros.
es-000000438	Nina Haddad encuentra la bicicleta bonita en Viena el jueves.
es-000000439	Nina obtiene el periódico de Tomás el viernes.
es-000000440	David Weber trabaja para Banco Berlín el jueves y Sara Tanaka no pierde el abrigo en Atenas el lunes.
es-000000441	María trabaja para Radio París el martes.
es-000000442	Adán visita a Pedro Moreau.
es-000000443	Adán trabaja para Museo París el miércoles y Sara Kim visita a Laura el miércoles.
es-000000444	El coche rojo cuesta 32 euros.
es-000000445	Víctor trabaja como cantante y Tomás obtiene el plátano pequeño de Víctor Moreau el lunes.
es-000000446	Nina obtiene el abrigo nuevo de David Haddad.
es-000000447	David da la manzana a Pedro el viernes.
es-000000448	Nina Moreau visita a Víctor y Omar pierde la camisa grande en Berlín.
es-000000449	La manzana cuesta 60 euros en Roma y Elena Rossi no vende el autobús bonito.
es-000000450	El martes Ana Novak ve el abrigo.
es-000000451	Pedro obtiene el periódico de Víctor.
es-000000452	Radio París vende la silla.
es-000000453	Elena Rossi trabaja como conductora y Omar da el plátano blanco a David Rossi el viernes.
es-000000454	Víctor pierde la silla bonita.
es-000000455	Omar trabaja para Museo Atenas el jueves.
es-000000456	Omar obtiene el libro rojo de Sara Haddad el miércoles.
es-000000457	Víctor Tanaka no pierde el sombrero pesado el lunes.
es-000000458	Banco Tokio paga a Adán 44 euros.
es-000000459	María obtiene la naranja de Pedro y Pedro obtiene el autobús pequeño de Omar.
es-000000460	María Tanaka da la manzana a Tomás y Nina da la cama a Elena.
es-000000461	El periódico nuevo cuesta 25 euros en Viena y Tomás vive en Tokio.
es-000000462	El miércoles Nina visita a Sara en Madrid y Universidad Atenas paga a David 61 euros.
es-000000463	La silla está en Viena y la camisa grande está en Londres.
es-000000464	Nina da el coche a Pedro el viernes.
es-000000465	Ana obtiene el periódico de Omar y Sara Weber da el libro a Pedro el jueves.
es-000000466	Museo Londres paga a Víctor 11 euros.
es-000000467	David visita a María en Moscú.
es-000000468	Elena Moreau obtiene la mesa pesada de Omar Weber el miércoles.
es-000000469	Elena Haddad trabaja para Universidad Moscú.
es-000000470	Ana Tanaka trabaja para Banco Viena.
es-000000471	El sombrero está en Roma y Tomás Haddad da el libro nuevo a María Moreau.
es-000000472	Radio Roma vende el plátano blanco.
es-000000473	Universidad Roma vende el autobús.
es-000000474	Elena ve la manzana en Madrid el jueves.
es-000000475	Adán da el periódico a Ana.
es-000000476	El autobús blanco cuesta 45 euros en Berlín.
es-000000477	El lunes Omar Novak visita a Laura Moreau y Laura Weber visita a Elena Kim.
es-000000478	David trabaja para Banco Londres.
es-000000479	Museo Atenas paga a Adán 31 euros.
es-000000480	David trabaja para Banco Berlín.
es-000000481	La naranja grande cuesta 69 euros y Ana Moreau visita a Elena en Berlín.
es-000000482	Radio Atenas paga a Omar Silva 23 euros.
es-000000483	Omar visita a Nina Weber y Banco París paga a Sara Weber 36 euros.
es-000000484	Ana da el coche a Adán el jueves.
es-000000485	Omar Haddad vive en Viena y David trabaja como pintor en Viena.
es-000000486	Omar Haddad trabaja para Banco Berlín.
es-000000487	Sara no recibe el sombrero el viernes.
es-000000488	El lunes Sara no encuentra la mesa en Tokio.
es-000000489	El autobús cuesta 16 euros.
es-000000490	Nina da el plátano a Omar el martes.
es-000000491	Nina da la revista pesada a Sara Haddad.
es-000000492	Víctor Moreau trabaja para Universidad Roma el martes.
es-000000493	María obtiene la naranja de David y Pedro obtiene el autobús pequeño de Omar.
es-000000494	Museo Lima paga a Pedro Haddad 19 euros y Museo Roma paga a Nina 24 euros.
es-000000495	María Haddad obtiene el sombrero blanco de Laura Rossi el lunes y Laura ve el libro.
es-000000496	Nina da la manzana a Ana.
es-000000497	Radio Londres vende la naranja nueva en Lima y la silla blanca cuesta 11 euros en Roma.
es-000000498	El miércoles Adán Kim compra la camisa grande.
es-000000499	Sara obtiene el periódico grande de Elena Haddad el miércoles y Adán vive en Berlín.
es-000000500	Universidad Tokio vende la manzana pequeña.
